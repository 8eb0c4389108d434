"""What a day, a market, an account came to."""
