"""An `Api` enters; the two pages of the generated distribution leave, in Markdown."""

from __future__ import annotations

from specwright.api.model import Api
from specwright.python.clients import ClientPlan
from specwright.python.names import Names


def render_readme(api: Api, names: Names, distribution: str, plan: ClientPlan) -> str:
    return ""


def render_api_page(api: Api, names: Names, plan: ClientPlan) -> str:
    return ""
