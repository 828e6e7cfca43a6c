"""Reads a normalized document into a `Spec`. Start at `reader`."""
