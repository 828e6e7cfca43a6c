"""Reads responses into models, and reports where they differ from the document."""
