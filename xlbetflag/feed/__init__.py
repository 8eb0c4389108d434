"""Keeps books, menus and balances fresh for whoever asked for them."""

from xlbetflag.feed.feed import Feed, FeedStatus
from xlbetflag.feed.topics import Cadence, Topic

__all__ = ["Cadence", "Feed", "FeedStatus", "Topic"]
