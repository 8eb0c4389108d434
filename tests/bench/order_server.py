"""The practice exchange of the order benchmark, in a process of its own as in real life."""

from multiprocessing.connection import Connection

from tests.support.worlds import API_KEY, exchange_with
from xlbetflag.practice.server import PracticeServer


def serve(markets: int, pipe: Connection, live: int = 0) -> None:
    """Send the URL through the pipe; serve until the other end closes it. `live`: so many of the
    markets, the first, are."""
    exchange = exchange_with(markets)
    for market in list(exchange.markets.values())[:live]:
        market.turn_live()
    with PracticeServer(exchange, api_key=API_KEY) as server:
        pipe.send(server.url)
        pipe.poll(None)
