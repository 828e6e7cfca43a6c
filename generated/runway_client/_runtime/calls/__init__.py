"""A call, and its way from request to result: retries, redirects, deadlines, errors."""
