"""The practice exchange kept in a file, and brought back from it."""
