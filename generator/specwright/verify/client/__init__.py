"""Calls the client that is checked, and observes what it sends and returns."""
