"""Load documents from files and git revisions, with the files that they refer to."""
