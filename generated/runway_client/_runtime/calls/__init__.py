"""`Call`, and how it is performed: retries, redirects, deadlines, errors."""
