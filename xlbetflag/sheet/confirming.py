"""What a user is asked before PLACE."""

import msgspec

from xlbetflag.sheet.listing import unbroken
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.texts import say


class Question(msgspec.Struct, frozen=True):
    """`words` to show. `token` for `Sheet.place_confirmed`; empty where there is nothing to ask:
    then every row has got its sentence."""

    words: str
    token: str


def before_placing(sheet: Sheet, language: str) -> Question:
    """Preflight of all rows, without sending any."""
    seen = sheet.commands.preview()
    words = sheet.commands.told(seen)
    if seen.token:
        lines = "\n".join(sheet.commands.listed(seen))
        asked = f"{words}\n\n{lines}\n\n{say('confirm.send', language)}"
        return Question(unbroken(asked), seen.token)
    if not seen.trouble:
        sheet.place_confirmed(seen.token)
    return Question(unbroken(words), "")
