"""The usual names of list parameters and properties, in lower case without separators. Data only."""

from __future__ import annotations

import re
from typing import Final


def normal(name: str) -> str:
    """Normalize a name: `page[size]`, `pageSize` and `page_size` are equal."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


CURSORS: Final = frozenset(
    "cursor pagetoken paginationtoken nexttoken nextpagetoken nextcursor pageafter startcursor"
    " aftercursor pagecursor continuationtoken"
    " continuation after startingafter startafter exclusivestartkey marker".split()
)
NEXT_CURSORS: Final = frozenset(
    "nextcursor aftercursor nextpagetoken nexttoken nextcontinuationtoken continuationtoken"
    " nextmarker nextafter endcursor"
    " nextpagecursor cursornext nextstartcursor nextpagestart".split()
)
LAST_IDS: Final = frozenset("after startingafter startafter afterid".split())
OFFSETS: Final = frozenset("offset skip".split())
OTHER_OFFSETS: Final = frozenset("start startat from firstresult offsetstart".split())
PAGES: Final = frozenset("page pagenumber pagenum pageno pageindex currentpage pagenr".split())
SIZES: Final = frozenset(
    "limit size pagesize perpage take top maxresults count rows pagelimit resultsperpage itemsperpage batchsize"
    " maxitems maxpagesize first max".split()
)
TOTALS: Final = frozenset(
    "total count totalcount totalitems totalresults totalrecords totalelements totalhits totalsize itemcount"
    " itemstotal recordstotal odatacount numfound totalnumber totalrows".split()
)
PAGE_COUNTS: Final = frozenset(
    "pages totalpages pagecount numpages lastpage pagestotal totalpage pagetotal npages".split()
)
CURRENT_PAGES: Final = frozenset(
    "page pagenumber currentpage pageindex pageno pagenum number".split()
)
MORE: Final = frozenset(
    "hasmore hasnext hasnextpage hasmoreitems hasmorepages hasmoreresults moreresults moreavailable more".split()
)
LAST: Final = frozenset("last islast islastpage lastpage".split())
URLS: Final = frozenset(
    "nexturl nextlink nextpageurl nextpagelink odatanextlink nexturi nexthref nextpageuri".split()
)
ITEMS: Final = (
    "items results data records values value content entries elements objects rows hits list result docs"
    " collection resources".split()
)
NO_ITEMS: Final = frozenset("errors warnings facets aggregations included sort".split())
HARDLY_ITEMS: Final = frozenset("links messages".split())
"""Lists beside the items; they are the items only if there is nothing else."""
CONTAINERS: Final = frozenset(
    "meta metadata pagination paging page pageinfo pages links cursors responsemetadata next nextpage "
    "pager paginator".split()
)
WRAPPERS: Final = frozenset("data result response payload embedded".split())
"""Objects that may contain the list or the whole response."""

TOTAL_HEADERS: Final = ("x-total-count", "x-total", "total-count", "x-pagination-total-count")
PAGE_HEADERS: Final = ("x-total-pages", "x-pagination-page-count")
BACKWARDS: Final = ("before", "prev", "ending")
OF_THE_NEXT: Final = ("next", "nextpage", "cursors")
"""Objects that describe the next page."""
