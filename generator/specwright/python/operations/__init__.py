"""Endpoint functions, resources and everything else that is made for an operation."""
