"""The settings and options of a client, and what derives from them."""
