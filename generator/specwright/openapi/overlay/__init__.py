"""Applies overlays to a document: finds the targets, edits a copy, and keeps the positions of values."""
