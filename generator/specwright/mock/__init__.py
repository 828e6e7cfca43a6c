"""`specwright mock`: the mock of `runtime/testing/` as an HTTP server."""
