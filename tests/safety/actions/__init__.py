"""What happens to a desk, one rule each, by who does it."""
