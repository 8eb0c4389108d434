"""From a checked row to the venue: batches, the look before, one POST, lanes."""
