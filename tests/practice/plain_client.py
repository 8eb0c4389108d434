"""A client of the venue written from the description in betflag-api/README.md, and from nothing
else: the standard library alone, no code of the package, so that it finds what we misread together.
"""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

Json = Any
BACK, LAY = 1, 0


class Refused(Exception):  # noqa: N818
    def __init__(self, status: int, esito: int, errore: str) -> None:
        super().__init__(f"{status}, {esito}: {errore}")
        self.status, self.esito, self.errore = status, esito, errore


class PlainClient:
    """One connection, one session. Amounts are cents, odds hundredths, as on the wire."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        self._base = parts.path
        self._headers = {"X-BFkey": key, "Content-Type": "application/json"}

    def close(self) -> None:
        self._connection.close()

    # --- security ---------------------------------------------------------------------------

    def login(self, username: str, password: str) -> Json:
        answer = self._call("POST", "/security/session", {"Username": username, "Pwd": password})
        self._headers["X-BF-Session-Token"] = answer["SessionToken"]
        return answer

    def logout(self) -> None:
        self._call("DELETE", "/security/session")

    def keep_alive(self) -> None:
        self._call("PUT", "/security/keepalive")

    # --- navigation -------------------------------------------------------------------------

    def find_market(self, sport: str, event: str, market: str) -> tuple[str, dict[str, str]]:
        """The market's id, and its outcomes' ids by name, looked up in the menu with markets."""
        for menu_sport in self._call("GET", "/navigation/menu-ex")["d"]:
            for nation in menu_sport["n"]:
                for competition in nation["m"]:
                    for each in competition["a"]:
                        for offered in each["s"]:
                            wanted = (menu_sport["ds"], each["da"], offered["ds"])
                            if wanted == (sport, event, market):
                                outcomes = {one["de"]: one["id"] for one in offered["e"]}
                                return offered["id"], outcomes
        raise LookupError(f"{sport}, {event}, {market}")

    def live_events(self) -> list[str]:
        return [
            event["da"]
            for sport in self._call("GET", "/navigation/menu/live")["d"]
            for nation in sport["n"]
            for competition in nation["m"]
            for event in competition["a"]
        ]

    # --- offers -----------------------------------------------------------------------------

    def book(self, market: str, levels: int = 3) -> Json:
        return self._call("GET", f"/offers/market/{market},{levels}")["offerte"]

    def to_back(self, market: str, outcome: str) -> list[tuple[int, int]]:
        """(odds, amount) that a back could take, best first."""
        return _levels(self.book(market)["banca"], outcome)

    def to_lay(self, market: str, outcome: str) -> list[tuple[int, int]]:
        return _levels(self.book(market)["punta"], outcome)

    def place(
        self,
        market: str,
        *offers: tuple[int, str, int, int],
        version: int = 0,
        ritira: int = 0,
        mantieni: int = 0,
    ) -> list[Json]:
        """Offers are (BACK or LAY, outcome, odds, amount)."""
        rows = [
            {
                "tipo": side,
                "esito": int(outcome),
                "quota": odds,
                "importo": amount,
                "max_esposizione": amount if side == BACK else amount * (odds - 100) // 100,
            }
            for side, outcome, odds, amount in offers
        ]
        body = {
            "id_mercato": int(market),
            "versione_mercato": version,
            "puntata": sum(amount for _, _, _, amount in offers),
            "ritira": ritira,
            "mantieni": mantieni,
            "offerta": rows,
        }
        return list(self._call("POST", "/offers", body)["ordine"])

    def cancel(self, market: str, *ids: str) -> list[str]:
        body = {"id_mercato": int(market), "offerte": [{"id": each} for each in ids]}
        return [row["id"] for row in self._call("DELETE", "/offers", body)["offerta"]]

    def cancel_unmatched(self, market: str) -> list[str]:
        answer = self._call("DELETE", "/offers/unmatched", {"id_mercato": int(market)})
        return [row["id"] for row in answer["offerta"]]

    def my_offers(self, market: str) -> Json:
        return self._call("GET", f"/offers/all/{market}")

    def working(self, market: str) -> list[str]:
        """The ids of my offers of which something still works."""
        rows = self.my_offers(market)["offerte"]["o"]
        return [row["id"] for row in rows if row["st"] in (1, 2)]

    def open_offers(self, market: str) -> list[Json]:
        return list(self._call("GET", f"/offers/open/{market}")["o"])

    def matches(self, market: str) -> list[Json]:
        return list(self._call("GET", f"/offers/matches/{market}")["abbinamenti"]["o"])

    def exposure(self, market: str) -> dict[str, int]:
        """Profit and loss if the outcome wins, by its name."""
        answer = self._call("GET", f"/offers/exp/{market}")
        return {row["d"]: row["e"] for row in answer["esposizione"]["esi"]}

    # --- account ----------------------------------------------------------------------------

    def balance(self) -> Json:
        return self._call("GET", "/account/balance")

    def commission(self) -> int:
        """In hundredths of a percent."""
        return int(self._call("GET", "/account/commission")["tax"])

    # ----------------------------------------------------------------------------------------

    def _call(self, method: str, path: str, body: Json = None) -> Json:
        content = None if body is None else json.dumps(body).encode()
        self._connection.request(method, self._base + path, content, self._headers)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200 or answer.get("esito", 1024) != 1024:
            raise Refused(response.status, answer["esito"], answer["errore"])
        return answer


def _levels(groups: Json, outcome: str) -> list[tuple[int, int]]:
    for group in groups:
        for each in group["esi"]:
            if str(each["c"]) == outcome:
                offers = sorted(each["off"], key=lambda offer: offer["p"])
                return [(offer["q"], offer["i"]) for offer in offers]
    raise LookupError(outcome)
