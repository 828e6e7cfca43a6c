"""OpenAPI: a `RawDocument` goes in, a `Spec` in the terms of OpenAPI 3.1 comes out."""
