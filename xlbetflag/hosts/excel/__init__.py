"""Excel as a host: the desk that its macros call, and driving it from outside."""
