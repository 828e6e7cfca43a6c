"""How lists go on: what an overlay says is checked, and what a document says without doubt is recognised."""
