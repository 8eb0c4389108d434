"""The venue on the wire: routes, messages, the HTTP client, the session, errors."""
