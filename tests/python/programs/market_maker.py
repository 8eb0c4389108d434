"""A market maker: a back above and a lay below the best prices, moved as they move."""

import sys

import xlbetflag
from xlbetflag import Change, Desk, NotYet, Order, Refusal, Status


class MarketMaker:
    """Quotes one selection of one market; each quote is one order, replaced where it strays."""

    def __init__(self, desk: Desk, market: str, selection: str, stake: float) -> None:
        self.desk = desk
        self.market = market
        self.selection = selection
        self.stake = stake
        self.quotes: dict[str, Order] = {}  # by side
        self.refused: list[str] = []

    def act(self, change: Change) -> bool:
        """On a change; False once there is nothing more to quote."""
        if change.kind == "order" and change.order is not None:
            for side, mine in self.quotes.items():
                if mine.key == change.order.key:
                    self.quotes[side] = change.order
        elif change.kind == "book" and change.status == "LIVE":
            self.quote()
        return change.kind != "book" or change.status != "CLOSED"

    def quote(self) -> None:
        book = self.desk.book(self.market)
        mine = book[book["selection"] == self.selection]
        for side, level in (("BACK", "LAY"), ("LAY", "BACK")):
            prices = mine[mine["side"] == level]["price"]
            if not prices.empty:
                deepest = float(prices.max() if side == "BACK" else prices.min())
                self.stand(side, deepest)

    def stand(self, side: str, price: float) -> None:
        """Have one order on this side, at this price."""
        order = self.quotes.get(side)
        try:
            if order is None or order.status.is_final:
                placed = self.desk.place(
                    self.market, self.selection, side, price, self.stake, again=True, strict=True
                )
                [self.quotes[side]] = self.desk.wait(placed.key)
            elif order.status is Status.WORKING and self.price(order) != price:
                self.quotes[side] = self.desk.replace(order.key, price)
        except (Refusal, NotYet) as why:
            self.refused.append(str(why))

    def price(self, order: Order) -> float:
        orders = self.desk.orders().set_index("key")
        return float(orders.loc[order.key, "price"])

    def leave(self) -> list[Order]:
        """Take back what stands, and wait until it is gone."""
        open_keys = [each.key for each in self.quotes.values() if not each.status.is_final]
        if not open_keys:
            return []
        latest = [self.desk.latest(key) for key in open_keys]
        self.desk.cancel(*latest)
        return self.desk.wait(*latest, until=lambda order: not order.status.is_open)


if __name__ == "__main__":
    with xlbetflag.connect() as trading:
        trading.limits = xlbetflag.Limits(stake_per_bet=5, liability_per_market=50)
        trading.arm()
        maker = MarketMaker(trading, sys.argv[1], sys.argv[2], stake=2)
        try:
            trading.on_change(maker.act, maker.market)
        finally:
            maker.leave()
