"""Resources of the clients, a module for each."""
