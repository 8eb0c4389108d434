"""The keys of order rows: one row, one key, for the life of the file."""


def row_key(file_id: str, number: int) -> str:
    """The key of the row with that number: "f3a1b2c4d-0007"."""
    return f"{file_id}-{number:04d}"


def key_number(file_id: str, key: str) -> int:
    """The number in a key of this file; 0 for any other text."""
    prefix, _, number = key.rpartition("-")
    return int(number) if prefix == file_id and number.isascii() and number.isdigit() else 0
