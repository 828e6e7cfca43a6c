// The search runs in a worker, which a page that was opened as a file may not start: this runs it in a frame.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const { contentWindow: inner, contentDocument: page } = this.frame;
      inner.postMessage = (data) => setTimeout(() => this.tell(this, data));
      const script = page.createElement("script");
      script.src = new URL(url, location);
      this.ready = new Promise((done) => script.addEventListener("load", () => done(inner)));
      page.body.append(script);
    }
    postMessage(data) {
      this.ready.then((inner) => this.tell(inner, data));
    }
    tell(receiver, data) {
      const told = new MessageEvent("message", { data });
      receiver.dispatchEvent(told);
      if (receiver === this) this.onmessage?.(told);
    }
    terminate() {
      this.frame.remove();
    }
  };
}
