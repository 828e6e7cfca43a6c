"""Check an installed client against its OpenAPI document and report every mismatch.

Imports nothing else from specwright.

The folder is loaded under another name in a foreign interpreter, hence relative imports only.
"""
