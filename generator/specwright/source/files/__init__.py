"""Where documents come from: files, git revisions, and the set of files that one document refers to."""
