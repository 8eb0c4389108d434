"""Keeps books, menus and balances fresh for whoever asked for them."""

from xlbetflag.feed.feed import Feed
from xlbetflag.feed.topics import Cadence, Topic
from xlbetflag.market.reading import FeedStatus

__all__ = ["Cadence", "Feed", "FeedStatus", "Topic"]
