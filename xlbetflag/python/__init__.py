"""The desk from Python and notebooks."""
