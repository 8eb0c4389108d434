"""LibreOffice Calc as a host: its extension, and the desk's side of it."""
