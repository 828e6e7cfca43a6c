"""Applies overlays to a document: finds the targets, edits a copy, keeps the places of values."""
