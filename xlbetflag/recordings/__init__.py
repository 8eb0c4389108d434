"""What was seen of markets, line by line: written while it happens, to be lived again later."""
