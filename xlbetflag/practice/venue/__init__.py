"""What the practice exchange is: markets and their life, rules, checks, the exchange itself."""
