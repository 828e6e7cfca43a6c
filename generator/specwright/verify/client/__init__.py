"""Calls the client under test, and records what it sends and returns."""
