"""The settings and options of a client, and what is derived from them."""
