"""What a rule does at this moment."""

from xlbetflag.automation.entering import enter
from xlbetflag.automation.following import follow
from xlbetflag.automation.levelling import obey
from xlbetflag.automation.rule import Asked, Decision, Facts, Memory


def decide(asked: Asked, facts: Facts, memory: Memory) -> Decision:
    """Nothing is done here: what is decided is journaled and then done by `orders`."""
    if asked.command is not None:
        return obey(asked, facts)
    return follow(asked, facts, memory) if facts.own else enter(asked, facts)
