"use strict";
// Filters, search, and links to a change that a filter hides or that is closed. The page can be read without it.
(() => {
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const articles = [...document.querySelectorAll("article")];
  const detailsOf = (article) => article.querySelector("details");
  const texts = new Map();

  function textOf(article) {
    if (!texts.has(article)) texts.set(article, article.textContent.toLowerCase());
    return texts.get(article);
  }

  function hasVerdict({ wire, python }, wanted) {
    const broken = [wire === "breaking", python === "breaking"];
    const number = broken.filter(Boolean).length;
    const tests = { wire: broken[0], python: broken[1], both: number === 2, one: number === 1, none: number === 0 };
    return wanted === "" || tests[wanted];
  }

  function filter() {
    const { text, verdict, level, resource, kind } = Object.fromEntries(new FormData(form));
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const article of articles) {
      const data = article.dataset;
      const isShown =
        hasVerdict(data, verdict) &&
        (level === "" || data.level === level) &&
        (kind === "" || data.kind.split(" ").includes(kind)) &&
        (resource === "" || data.resources.split(" ").includes(resource)) &&
        words.every((word) => textOf(article).includes(word));
      article.hidden = !isShown;
      shown += isShown;
    }
    for (const part of document.querySelectorAll("section, .group")) {
      part.hidden = !part.querySelector("article:not([hidden])");
    }
    count.value = `${shown} of ${articles.length} changes`;
  }

  function land() {
    const found = document.getElementById(location.hash.slice(1))?.closest("article, h2");
    if (!found) return;
    if (found.closest("[hidden]")) {
      form.reset();
      filter();
    }
    if (found.matches("article")) {
      detailsOf(found).open = true;
      found.querySelector("summary").focus({ preventScroll: true });
    }
    found.scrollIntoView();
  }

  function openAll(isOpen) {
    for (const article of articles) if (!article.hidden) detailsOf(article).open = isOpen;
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.getElementById("open").addEventListener("click", () => openAll(true));
  document.getElementById("close").addEventListener("click", () => openAll(false));
  addEventListener("hashchange", land);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = articles.map(detailsOf).filter((details) => !details.open);
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
  form.hidden = articles.length === 0;
  filter(); // a browser may have kept what was chosen before a reload
  land();
})();
