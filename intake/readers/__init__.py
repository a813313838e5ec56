"""One reader per file format: bytes in, raw values with where they stood out."""
