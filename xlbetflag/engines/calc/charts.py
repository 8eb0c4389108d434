from __future__ import annotations


class Charts:
    def __init__(self, sheet: object) -> None:
        self.sheet = sheet
