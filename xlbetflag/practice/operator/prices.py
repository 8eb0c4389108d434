"""The prices of every market over the last while, in memory, and a chart of them."""

import threading
from collections import deque
from datetime import datetime
from typing import NamedTuple

from xlbetflag.market.side import Side
from xlbetflag.practice.operator.html import Html, join, tag
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market

POINTS = 600  # kept of a selection
MARKETS = 200  # kept at all
WIDTH, HEIGHT, EDGE = 300, 110, 4


class Point(NamedTuple):
    """The best prices (hundredths) at a moment of the market's clock; None where there is none."""

    at: datetime
    back: int | None
    lay: int | None


class PriceHistory:
    """`sample` is called now and then; what is over or beyond 200 markets is forgotten."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._points: dict[int, list[deque[Point]]] = {}

    def sample(self) -> None:
        with self._exchange.lock:
            for market in list(self._exchange.markets.values()):
                if not market.state.is_over:
                    self._add(market)
            while len(self._points) > MARKETS:
                del self._points[next(iter(self._points))]

    def of(self, market: Market) -> list[list[Point]]:
        """The points of each selection, oldest first."""
        kept = self._points.get(market.market_id)
        return [list(points) for points in kept] if kept else [[] for _ in market.outcomes]

    def _add(self, market: Market) -> None:
        kept = self._points.setdefault(
            market.market_id, [deque(maxlen=POINTS) for _ in market.outcomes]
        )
        for place, points in enumerate(kept):
            point = Point(
                market.event.now, _best(market, place, Side.BACK), _best(market, place, Side.LAY)
            )
            if not points or points[-1] != point:
                points.append(point)


def _best(market: Market, place: int, side: Side) -> int | None:
    levels = market.available(place, side, 1)
    return levels[0][0] if levels else None


class Sampler:
    """Samples from a thread of its own, so that no tick of the exchange pays for a chart."""

    def __init__(self, history: PriceHistory, seconds: float = 1.0) -> None:
        self._history = history
        self._seconds = seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="practice-prices", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        while True:
            self._history.sample()
            if self._ended.wait(self._seconds):
                return


def chart(points: list[Point], name: str) -> Html:
    """Best back (blue) and best lay (pink) over time, with the band between them."""
    prices = [price for point in points for price in (point.back, point.lay) if price is not None]
    if len(points) < 2 or not prices:
        return tag("p", "No prices to draw.", class_="quiet")
    low, high = min(prices), max(prices)
    first, span = points[0].at, (points[-1].at - points[0].at).total_seconds() or 1.0

    def across(point: Point) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (point.at - first).total_seconds() / span

    def down(price: int) -> float:
        share = (price - low) / (high - low) if high > low else 0.5
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share

    backs = [(across(p), down(p.back)) for p in points if p.back is not None]
    lays = [(across(p), down(p.lay)) for p in points if p.lay is not None]
    picture = tag(
        "svg",
        tag("title", f"Best prices of {name}"),
        tag("line", class_="grid", x1=0, x2=WIDTH, y1=HEIGHT / 2, y2=HEIGHT / 2),
        tag("polygon", class_="band", points=_spots([*_steps(backs), *reversed(_steps(lays))])),
        tag("polyline", class_="lay", points=_spots(_steps(lays))),
        tag("polyline", class_="back", points=_spots(_steps(backs))),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
    )
    return join(
        tag("div", tag("span", odds(high)), tag("span", odds(low)), class_="axis"),
        tag(
            "div",
            picture,
            tag(
                "div",
                tag("span", f"{points[0].at:%H:%M:%S}"),
                tag("span", f"{points[-1].at:%H:%M:%S}"),
                class_="times",
            ),
            class_="plot",
        ),
    )


def odds(price: int) -> str:
    return f"{price / 100:.2f}"


def _steps(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A price holds until the next one: corners, not slopes."""
    corners: list[tuple[float, float]] = []
    for across, down in spots:
        if corners:
            corners.append((across, corners[-1][1]))
        corners.append((across, down))
    return corners


def _spots(spots: list[tuple[float, float]]) -> str:
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in spots)
