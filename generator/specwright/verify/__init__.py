"""A document and an installed client enter, what the two disagree about leaves; nothing else of specwright is used.

The folder is loaded under another name in a foreign interpreter, hence relative imports only.
"""
