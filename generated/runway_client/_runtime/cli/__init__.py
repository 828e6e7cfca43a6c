"""The command line of a generated client. It needs the extra `cli`: cyclopts, which brings rich."""
