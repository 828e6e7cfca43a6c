"""Lay out rendered modules as black would, many times faster. Start at `module.lay_out`."""
