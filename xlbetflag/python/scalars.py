"""One value out of a frame or an array, as Python itself would hold it."""


def python_value(value: object) -> object:
    """A number of numpy's as Python's own; None for what a frame holds for nothing (NaN, NaT, NA).
    numpy and pandas need not be there."""
    if getattr(value, "ndim", None) == 0 and callable(item := getattr(value, "item", None)):
        value = item()
    return None if _is_nothing(value) else value


def key_text(key: object) -> str:
    """Of an order, as it was given."""
    return str(python_value(key))


def selection_words(value: object) -> object:
    """A selection as it was given; a number is its id, whatever selections are called."""
    value = python_value(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0:
        return f"#{value:.0f}"
    return value


def _is_nothing(value: object) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value
