"""Sends requests with httpx: connections, time-outs, decompression, retries."""
