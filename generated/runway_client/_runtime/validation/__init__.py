"""Validates arguments against the document's schemas and encodes them as JSON values."""
