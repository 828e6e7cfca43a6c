"""The classes of `models/` and the modules they are spread over."""
