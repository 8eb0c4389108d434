"""The resident desk: its server for spreadsheets, heartbeat, watchdog, one for each user."""
