"""Reads the document and its overlay, independently of the generator."""
