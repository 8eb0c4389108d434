"""Whether an open workbook is the file whose keys it has: rows of a copy get keys of their own."""

from itertools import count

from xlbetflag.desk import Desk
from xlbetflag.market.problem import Problem
from xlbetflag.workbook.layout.keys import copied_file_id
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.files import Whereabouts, is_same_file, whereabouts


class WhichFile:
    """Of one open workbook; the journal keeps where each was last open. Used from the thread that
    owns the spreadsheet."""

    def __init__(self, desk: Desk, binding: Binding) -> None:
        self._desk = desk
        self._orders = desk.orders
        self._binding = binding
        self._told = ""  # the path for which it was told
        self._asked = ""  # the path at which it was last open, while nobody knows

    @property
    def problem(self) -> Problem | None:
        """The question that must be answered before anything is sent from here."""
        return Problem("file.which", home=self._asked) if self._asked else None

    @property
    def question(self) -> str:
        """As a sentence; "" where there is none."""
        return self._desk.say(self.problem) if self.problem else ""

    def settle(self) -> None:
        """At opening, and wherever the workbook was saved under another name."""
        here = self._binding.path
        if not here or here == self._told:
            return
        file_id = self._binding.file_id
        home = self._orders.file_home(file_id)
        self._asked = ""
        match whereabouts(file_id, here, home):
            case Whereabouts.OWN if home is not None:
                pass
            case Whereabouts.OWN | Whereabouts.MOVED:
                self._orders.keep_file(file_id, here)
            case Whereabouts.COPY:
                self._become_a_copy(file_id, here)
            case Whereabouts.UNCLEAR:
                self._asked = home or here
        self._told = here  # at last: a spreadsheet may refuse in the middle

    def is_moved(self) -> None:
        """The user's word: it is that very file."""
        if self._asked:
            self._asked = ""
            self._orders.keep_file(self._binding.file_id, self._told)

    def is_copied(self) -> None:
        """The user's word: it is another file."""
        if self._asked:
            self._become_a_copy(self._binding.file_id, self._told)
            self._asked = ""

    def home_of(self, file_id: str) -> str:
        """Where the file of that name was last open; its name where nobody knows."""
        return self._orders.file_home(file_id) or file_id

    def _become_a_copy(self, file_id: str, here: str) -> None:
        """By the name that this copy had when it was last open here, closed without saving; by a
        new one otherwise."""
        for attempt in count():
            name = copied_file_id(file_id, here, attempt)
            home = self._orders.file_home(name)
            if home is None or is_same_file(home, here):
                break
        if home is None:
            self._orders.keep_file(name, here)
        self._binding.become(name)
