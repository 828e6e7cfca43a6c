"""Passes over the finished model: reachability, separate read and write models, checks of parameter styles."""
