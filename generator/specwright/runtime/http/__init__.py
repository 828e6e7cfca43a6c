"""Sends requests with the HTTP library: connections, timeouts, decompression, retries."""
