"""Rewrites documents of every supported version into the terms of OpenAPI 3.1, before they are read."""
