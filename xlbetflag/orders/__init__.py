"""The only door through which an offer leaves: preflight, journal, sending, evidence, results."""
