"""Checks by hand-written vectors: a call, and what must cross the wire."""
