"""Reads and checks the `x-specwright-*` keys of a document and its overlays."""
