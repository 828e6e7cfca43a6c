"""Many calls at once: bounded, in order, with one rate limit for all of them."""
