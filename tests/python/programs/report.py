"""A day's report: what was asked, what it came to, what may still come."""

import sys
from datetime import date

import xlbetflag


def report(desk: xlbetflag.Desk, day: date | str | None = None) -> str:
    orders = desk.orders(day)
    summary = desk.summary(day)
    by_status = orders.groupby("status").size()
    lines = [
        f"{len(orders)} orders: " + ", ".join(f"{n} {status}" for status, n in by_status.items())
    ]
    lines += [
        f"{row.market}: staked {row.turnover:.2f}, matched {row.matched:.2f}, {row.result}"
        for row in summary.itertuples()
    ]
    for row in desk.positions().itertuples():
        sure = "" if row.bound == "EXACT" else " at worst"
        lines.append(f"  {row.name}: {row.matched_if_wins:+.2f}{sure} if it wins")
    money = desk.balance()
    lines.append(f"free {money.free:.2f}, locked {money.locked:.2f} at {money.read_at:%H:%M}")
    return "\n".join(lines)


if __name__ == "__main__":
    with xlbetflag.connect() as looking:
        print(report(looking, sys.argv[1] if sys.argv[1:] else None))
