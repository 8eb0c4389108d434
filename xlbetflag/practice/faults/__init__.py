"""Faults that an operator orders: the plan, those of the venue, those of the wire."""
