"""Recognises things that were renamed, by their similarity."""
