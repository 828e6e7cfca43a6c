"""Compares two documents operation by operation and component by component."""
