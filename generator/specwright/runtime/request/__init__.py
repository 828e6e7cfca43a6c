"""Builds a request from a call: path, query, headers, cookies and body."""
