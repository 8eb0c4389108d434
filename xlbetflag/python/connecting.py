"""A desk of one's own: found as the user has set it up, reached, and one at a time."""

from pathlib import Path

import msgspec

from xlbetflag import credentials as keyring
from xlbetflag import settings as files
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.desk import Desk as Session
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.identity import private_folder
from xlbetflag.python.completing import at_this_prompt
from xlbetflag.python.connection import Desk
from xlbetflag.python.refusal import Refusal
from xlbetflag.settings import Settings, VenueSettings
from xlbetflag.texts import say

_OPEN: dict[Path, Desk] = {}  # of this process, by journal


def connect(
    environment: str | None = None,
    *,
    url: str | None = None,
    settings: Settings | None = None,
    credentials: Credentials | None = None,
    journal: Path | None = None,
) -> Desk:
    """A running desk; close it, or use it in a `with`. It starts disarmed.

    `environment`: practice, staging or production, instead of the settings' own; `url`: its
    address, instead of the known one. `settings`, `credentials` and `journal`: instead of the
    user's file, keyring and journal. A desk that this process has open on that journal is closed:
    a notebook's cell may be run again. Where another process writes it, this desk only looks.

    Raises Refusal where the exchange does not answer, or there is no such environment;
    credentials.NotStored, credentials.NoKeyring, settings.BadSettings.
    """
    chosen = _settings(environment, url, settings or files.load())
    secrets = credentials or keyring.load(chosen.environment)
    private_folder(files.data_folder())
    path = journal or files.journal_path(chosen.environment, secrets.username)
    earlier = _OPEN.pop(path.absolute(), None)
    if earlier is not None:
        earlier._end("python.taken_over")
    session = Session(chosen, secrets, path)
    session.start()
    desk = Desk(session, path, answered=earlier._answered if earlier is not None else {})
    try:
        desk._reach()
    except BaseException:
        desk.close()
        raise
    _OPEN[path.absolute()] = desk
    at_this_prompt(lambda each: each._ids() if isinstance(each, Desk) else None)
    return desk


def _settings(environment: str | None, url: str | None, chosen: Settings) -> Settings:
    if environment is not None:
        if environment not in list(Environment):
            choices = ", ".join(Environment)
            problem = Problem("python.no_environment", value=str(environment), choices=choices)
            raise Refusal(say(problem, chosen.language))
        chosen = msgspec.structs.replace(chosen, environment=Environment(environment))
    if url is not None:
        known = chosen.venues.get(chosen.environment, VenueSettings())
        venues = {**chosen.venues, chosen.environment: msgspec.structs.replace(known, base_url=url)}
        files.check_addresses(venues)
        chosen = msgspec.structs.replace(chosen, venues=venues)
    return chosen
