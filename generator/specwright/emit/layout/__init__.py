"""Lay rendered modules out as black would, many times faster: `module.lay_out` is the door."""
