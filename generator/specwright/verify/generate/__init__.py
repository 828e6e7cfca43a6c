"""Generates arguments, bodies and answers: valid ones, values at the boundaries, and invalid ones."""
