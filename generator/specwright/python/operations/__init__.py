"""Endpoint functions, resources and everything else built from an operation."""
