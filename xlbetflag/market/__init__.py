"""The domain, pure: money, prices, books, offers, exposure. No I/O and no clock."""
