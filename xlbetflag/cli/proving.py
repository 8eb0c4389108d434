"""`xlbetflag api prove`: the plan, the user's consent, the proof."""

from pathlib import Path

from rich.console import Console

from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials
from xlbetflag.feed import Feed
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.prove import Plan, Prover, make_plan
from xlbetflag.scheduling import THREADS
from xlbetflag.settings import Settings
from xlbetflag.texts import say

WORD = "PROVE"


def run(
    settings: Settings,
    credentials: Credentials,
    path: Path,
    market_id: str | None,
    console: Console,
) -> bool:
    """Whether it was proved; False without the user's word. Raises Problem, ApiError."""
    journal = Journal(path)
    try:
        with Client(settings.venue, lambda: credentials) as client:
            rules = settings.venue_rules
            plan = make_plan(
                client.menu_with_markets(),
                client.book,
                rules,
                lambda each: client.my_offers(each).is_live,
                market_id,
            )
            console.print(consent(plan, settings), markup=False)
            if input(f"{WORD}? ").strip().upper() != WORD:
                console.print(say("prove.no_consent", settings.language), markup=False)
                return False
            prover = Prover(
                client,
                client.book,
                Feed(client, settings.feed),
                journal,
                rules,
                settings.tables,
                lambda: settings.language,
                THREADS,
            )
            prover.prove(plan)
            client.logout()
    finally:
        journal.close()
    console.print(say("prove.done", settings.language), markup=False)
    return True


def consent(plan: Plan, settings: Settings) -> str:
    """What the user is asked to consent to."""
    return say(
        "prove.plan",
        settings.language,
        environment=settings.environment.upper(),
        event=plan.event,
        market=plan.market,
        market_id=plan.market_id,
        selection=f"{plan.selection_id} · {plan.selection}",
        back=plan.stakes[Side.BACK],
        lay=plan.stakes[Side.LAY],
        price=plan.price,
        below=plan.below,
        above=plan.above,
    )
