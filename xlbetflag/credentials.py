"""Secrets live in the operating system's keyring and nowhere else.

The keyring is imported where it is asked: most commands never do.
"""

from xlbetflag.api.config import Credentials, Environment

# The practice exchange's own account: published, so no secret.
PRACTICE = Credentials("demo", "demo", "practice", are_published=True)
_PARTS = ("username", "password", "api_key")

HOW_TO_GET_A_KEYRING = (
    "Windows and macOS bring one. On Linux install GNOME Keyring or KWallet and log in to a "
    "desktop session, or set one up with the keyring package "
    "(https://keyring.readthedocs.io, 'Using Keyring on headless Linux systems')."
)


class NoKeyring(Exception):  # noqa: N818 - what is wrong
    """This machine has no keyring to keep secrets in; the message says how to get one."""


class NotStored(Exception):  # noqa: N818
    """Nothing is stored for this environment: `xlbetflag login` stores it."""


def backend_name() -> str | None:
    """The keyring in use, None where there is none."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return None
    return f"{type(backend).__module__}.{type(backend).__name__}"


def store(environment: Environment, credentials: Credentials) -> None:
    """Raises NoKeyring; never falls back to a file."""
    import keyring
    from keyring.errors import KeyringError

    _need_keyring()
    try:
        for part in _PARTS:
            keyring.set_password(_service(environment), part, getattr(credentials, part))
    except KeyringError as error:
        raise NoKeyring(f"The keyring refused: {type(error).__name__}.") from None


def load(environment: Environment) -> Credentials:
    """The stored credentials; for practice, its published account where none are stored.

    Raises NotStored, or NoKeyring.
    """
    import keyring
    from keyring.errors import KeyringError

    if environment is Environment.PRACTICE and backend_name() is None:
        return PRACTICE
    _need_keyring()
    try:
        found = [keyring.get_password(_service(environment), part) for part in _PARTS]
    except KeyringError as error:
        raise NoKeyring(f"The keyring refused: {type(error).__name__}.") from None
    username, password, api_key = found
    if username is None or password is None or api_key is None:
        if environment is Environment.PRACTICE:
            return PRACTICE
        raise NotStored(f"No credentials are stored for {environment}: run 'xlbetflag login'.")
    return Credentials(username, password, api_key)


def forget(environment: Environment) -> None:
    """Remove what is stored, if anything is."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    _need_keyring()
    for part in _PARTS:
        try:
            keyring.delete_password(_service(environment), part)
        except PasswordDeleteError:
            continue
        except KeyringError as error:
            raise NoKeyring(f"The keyring refused: {type(error).__name__}.") from None


def _service(environment: Environment) -> str:
    return f"xlbetflag/{environment}"


def _need_keyring() -> None:
    if backend_name() is None:
        raise NoKeyring(f"This machine has no keyring. {HOW_TO_GET_A_KEYRING}")
