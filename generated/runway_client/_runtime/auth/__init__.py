"""Adds credentials to requests, and fetches OAuth 2 tokens."""
