"""The practice exchange over HTTP: requests, sessions, keys, answers, the socket."""
