"""Turns operations, their bodies, streams, links and webhooks into the language-neutral model."""
