"""What was meant, sent, answered and seen: tables, one writer, readers, orders in memory."""
