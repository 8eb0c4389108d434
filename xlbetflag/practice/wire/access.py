"""Who may reach the operator: this machine only, unless the user says so and names a token."""

import ipaddress

SHORTEST_TOKEN = 12


class AccessError(ValueError):
    """The exchange would be open to others without a token of the user's; says what to do."""


def check_address(host: str, *, allow_remote: bool, operator_token: str) -> None:
    """Raises AccessError where other machines could reach an operator nobody chose a token for."""
    if is_this_machine(host):
        return
    if not allow_remote:
        raise AccessError(
            f"{host} can be reached from other machines: say --allow-remote, and give an operator "
            "token of your own with --operator-token"
        )
    if len(operator_token) < SHORTEST_TOKEN:
        raise AccessError(
            f"with --allow-remote, give an operator token of your own of at least {SHORTEST_TOKEN} "
            "characters with --operator-token"
        )


def is_this_machine(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
