"""Reading: a path goes in; a `RawDocument` with places, `Node` cursors, a `Resolver` come out."""
