"""A watcher: says each change of the best back price of some markets."""

import sys

import xlbetflag


def watch(desk: xlbetflag.Desk, markets: list[str], seconds: float | None = None) -> list[str]:
    """A line for each change, as it happens; all of them at the end."""
    told: list[str] = []
    for change in desk.changes(*markets, seconds=seconds):
        if change.kind == "book" and change.status == "LIVE":
            book = desk.book(change.market)
            best = book[(book["level"] == 1) & (book["side"] == xlbetflag.Side.BACK)]
            prices = ", ".join(
                f"{name} {price:.2f}"
                for name, price in zip(best["name"], best["price"], strict=True)
            )
            told.append(f"{change.at:%H:%M:%S} {change.market}: {prices}")
        elif change.kind == "book":
            told.append(f"{change.at:%H:%M:%S} {change.market}: {change.status}")
        elif change.kind == "feed":
            told.append(f"{change.at:%H:%M:%S} {change.trouble or 'reading again'}")
        else:
            continue
        print(told[-1])
    return told


if __name__ == "__main__":
    with xlbetflag.connect() as watching:
        watch(watching, sys.argv[1:])
