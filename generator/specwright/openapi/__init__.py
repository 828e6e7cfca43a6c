"""Read OpenAPI documents of every supported version into a `Spec`, in the terms of OpenAPI 3.1."""
