"""Reads responses into models, and reports differences from the document."""
