"""Sends requests with httpx: connections, timeouts, decompression, retries."""
