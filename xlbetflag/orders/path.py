"""Every part of the order path, wired from below: journal, lowering, rows, evidence, sending,
conditional. What is above holds what is below; nothing reaches upwards."""

from collections.abc import Callable

from xlbetflag.api.config import Environment
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.triggers import Triggers
from xlbetflag.orders.conditional.wordings import Wordings
from xlbetflag.orders.evidence.watcher import Watcher
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lanes import Lanes
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.own_row import OwnRow
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.placing import Placing
from xlbetflag.orders.rows.limits import Ceiling, Limits
from xlbetflag.orders.rows.preflight import Preflight
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.sending.gate import Gate
from xlbetflag.orders.sending.issuing import Issuing
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.sending.taking_back import TakingBack
from xlbetflag.orders.sending.worker import Worker
from xlbetflag.orders.stopping import Stopping
from xlbetflag.orders.upkeep import Upkeep
from xlbetflag.orders.venue import Venue
from xlbetflag.reports.day_balances import DayBalances
from xlbetflag.reports.losses import Losses
from xlbetflag.scheduling import Scheduler


class OrderPath:
    """What the settings say is asked each time: `limits` (of rows that no sheet hands over),
    `language`, `winners` (how many selections win on a market; None where nobody said). `ceiling`:
    over all sheets; `tables`: what a proof must have proved before production is armed (None:
    nothing will do).
    """

    def __init__(
        self,
        client: Venue,
        view: View,
        journal: Journal,
        rules: VenueRules,
        limits: Callable[[], Limits],
        environment: Environment,
        language: Callable[[], str],
        scheduler: Scheduler,
        *,
        ceiling: Ceiling = Ceiling(),  # noqa: B008 - frozen
        winners: Callable[[str], int | None] = lambda market_id: None,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        tables: str | None = None,
    ) -> None:
        self.journal = journal
        self.environment = environment
        self.ledger = ledger = Ledger(journal, scheduler, language)
        self.afterwards = afterwards = Afterwards(ledger, scheduler)
        self.generations = generations = Generations()
        self.switch = switch = Switch(ledger, journal, environment, tables)
        self.canceller = canceller = Canceller(client, ledger, afterwards, rules, pace)

        rounding = rules.liability_rounding.value
        balances = DayBalances(ledger, journal, view)
        self.losses = losses = Losses(ledger, journal, balances, winners, rounding)
        self.limits = SheetLimits(journal, limits)
        preflight = Preflight(
            ledger, view, rules, environment, winners=winners, losses=losses, ceiling=ceiling
        )

        self.watcher = Watcher(client, view, ledger, canceller, rules, pace)
        tightened = Tightened(self.limits, preflight)
        sender = Sender(
            client,
            ledger,
            generations,
            view,
            rules,
            pace,
            scheduler,
            switch=switch,
            tightened=tightened,
        )
        self.worker = worker = Worker(ledger, self.watcher, sender, rules)
        self.gate = gate = Gate(self.watcher, switch, self.limits)
        issuing = Issuing(ledger, preflight, gate, worker, generations)
        self.replacing = replacing = Replacing(
            ledger, journal, generations, view, issuing, canceller
        )
        taking_back = TakingBack(ledger, canceller, replacing, switch, afterwards)

        looking = FactFinder(ledger, view, rules, self.limits, winners, replacing)
        self.running = running = RunningConditions(ledger, journal, looking, afterwards)
        triggers = Triggers(ledger, journal, generations, running, issuing)
        self.conditional = conditional = ConditionalOrders(
            ledger, journal, generations, looking, running, triggers, replacing, taking_back
        )
        self.wordings = wordings = Wordings(ledger, running)

        self.placing = Placing(
            ledger, journal, self.limits, preflight, gate, issuing, running, conditional, wordings
        )
        self.stopping = stopping = Stopping(
            ledger,
            generations,
            switch,
            canceller,
            replacing,
            taking_back,
            running,
            conditional,
            afterwards,
        )
        self.own_row = OwnRow(
            ledger, view, gate, switch, running, wordings, taking_back, stopping, conditional
        )
        self.upkeep = upkeep = Upkeep(
            ledger, switch, gate, self.limits, balances, losses, replacing, taking_back
        )
        self.lanes = Lanes(
            scheduler, ledger, canceller, sender, worker, upkeep, conditional, stopping
        )
