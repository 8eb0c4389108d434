"""Rows that wait: what they ask for, when it falls due, what they set off."""
