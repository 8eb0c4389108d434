"""The state of the feed: classes of requests, ages, what the venue refused."""

from xlbetflag.texts.forms import Sentence

SENTENCES: dict[str, Sentence] = {
    "feed.line": (
        "{in_time} of {markets} markets within {within} s; {last_second} requests/s of {allowed}",
        "{in_time} mercati su {markets} entro {within} s; {last_second} richieste/s di {allowed}",
    ),
    "feed.silence": (
        "The venue has had too many requests: silence for {seconds} s.",
        "L'operatore ha avuto troppe richieste: silenzio per {seconds} s.",
    ),
    "feed.class": ("what", "cosa"),
    "feed.topics": ("kept", "seguiti"),
    "feed.in_time": ("in time", "in tempo"),
    "feed.longest": ("longest age (s)", "età massima (s)"),
    "feed.median": ("median age (s)", "età mediana (s)"),
    "feed.oldest": ("oldest (s)", "più vecchio (s)"),
    "feed.requests": ("requests", "richieste"),
    "feed.refused": ("refused", "rifiutate"),
    "feed.cancels": ("cancels", "cancellazioni"),
    "feed.orders": ("orders", "ordini"),
    "feed.looks": ("looks of orders", "sguardi degli ordini"),
    "feed.held": ("books with orders", "quote con ordini"),
    "feed.live": ("live books", "quote live"),
    "feed.seen": ("books in front", "quote in vista"),
    "feed.others": ("other books", "altre quote"),
    "feed.over": ("books that are over", "quote di mercati finiti"),
    "feed.mine": ("mine", "miei"),
    "feed.hands": ("mine elsewhere", "miei altrove"),
    "feed.account": ("account", "conto"),
    "feed.menus": ("menus", "palinsesto"),
}
