"""Waiting for tasks, uploads, webhooks and event streams, without I/O."""
