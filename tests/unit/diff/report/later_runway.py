"""The Runway document enters, a later revision of it leaves: what such a revision brought, in our own words."""

from __future__ import annotations

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
SPEC: Final = HERE.parents[3] / "spec" / "openapi.yaml"
OVERLAY: Final = SPEC.with_name("overlay.yaml")

_ORDER: Final = """\
        - name: order
          in: query
          required: true
          description: Which end of the list comes first.
          schema:
            type: string
            enum: [asc, desc]
        - name: sort
          in: query
          required: true
          description: What the list is sorted by.
          schema:
            type: string
            enum: [createdAt, updatedAt, name]
"""
_PATCH: Final = """\
    patch:
      operationId: updateVoice
      tags: [voices]
      summary: Update a voice
      description: Changes name or description of a custom voice.
      parameters:
        - $ref: '#/components/parameters/VoiceId'
        - $ref: '#/components/parameters/RunwayVersion'
      requestBody:
        description: The changes.
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/UpdateVoice'
      responses:
        '204':
          $ref: '#/components/responses/NoContent'
"""


def later_revision() -> str:
    """Workflows and an update of voices, a sorted list of documents, one more kind of document, and a new name."""
    text = SPEC.read_text(encoding="utf-8")
    text = _after(text, "operationId: listDocuments", "      parameters:\n", _ORDER)
    text = _after(
        text, "      operationId: deleteVoice", "'#/components/responses/NoContent'\n", _PATCH
    )
    workflows = (HERE / "later_workflows.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "\ncomponents:\n", f"\n{workflows}\ncomponents:\n".replace("\n\n\n", "\n\n")
    )
    schemas = (HERE / "later_schemas.yaml").read_text(encoding="utf-8")
    text = text.replace("\n  schemas:\n", f"\n  schemas:\n{schemas}")
    text = text.replace("enum: [text, file]", "enum: [text, file, url]")
    return text.replace("DocumentSummary", "DocumentItem")


def _after(text: str, anchor: str, line: str, new: str) -> str:
    """Insert behind the first such line after an anchor."""
    at = text.index(line, text.index(anchor)) + len(line)
    return text[:at] + new + text[at:]
