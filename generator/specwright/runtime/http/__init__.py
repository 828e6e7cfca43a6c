"""Sends requests: connections, time-outs, decompression, retries."""
