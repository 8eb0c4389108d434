"""What a rule does at this moment."""

from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Memory,
)
from xlbetflag.orders.conditional.terms.entering import enter
from xlbetflag.orders.conditional.terms.following import follow
from xlbetflag.orders.conditional.terms.levelling import obey


def decide(asked: ConditionalOrder, facts: Facts, memory: Memory) -> Decision:
    """Nothing is done here: what is decided is journaled and then done by `orders`."""
    if asked.command is not None:
        return obey(asked, facts)
    return follow(asked, facts, memory) if facts.own else enter(asked, facts)
