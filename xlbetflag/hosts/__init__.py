"""How a running spreadsheet reaches the desk."""
