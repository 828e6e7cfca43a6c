"""Judges each difference: its rule, its level, and the sentence that explains it."""
