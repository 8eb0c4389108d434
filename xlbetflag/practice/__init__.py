"""The practice exchange: a true matching engine behind the venue's own wire."""
