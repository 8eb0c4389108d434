"""Recordings played again on the practice exchange."""
