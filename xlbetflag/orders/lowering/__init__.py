"""What lowers risk: cancel, halt, disarm. It goes first, alone, and waits for nothing."""
