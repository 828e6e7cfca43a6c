"""Checks with hand-written vectors: a call, and what must be sent and returned."""
