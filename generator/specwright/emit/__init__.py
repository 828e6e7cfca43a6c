"""Turn a `PyPackage` into formatted files, and bring the output folder up to date."""
