"""From a typed row to a checked one: what it says, what it is held to, what placing it would do."""
