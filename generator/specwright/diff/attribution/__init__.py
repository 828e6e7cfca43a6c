"""Connects changes of the Python API with the edits of the document that caused them."""
