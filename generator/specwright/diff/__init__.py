"""Two revisions of a document: facts, their judgement, and reports."""
