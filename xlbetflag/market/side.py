"""The two sides of a bet."""

from enum import StrEnum


class Side(StrEnum):
    """BACK: the selection wins (punta). LAY: it does not (banca)."""

    BACK = "BACK"
    LAY = "LAY"

    @property
    def opposite(self) -> "Side":
        return Side.LAY if self is Side.BACK else Side.BACK
