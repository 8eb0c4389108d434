"""The pure core of the practice exchange: accounts, positions, and how offers meet."""
