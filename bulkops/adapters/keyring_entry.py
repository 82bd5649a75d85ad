"""Secrets from the operating system's keyring, by the library `keyring`, which is installed only where it is wanted."""

import sys
from threading import Thread

from bulkops.core.finding import Finding

#: Longest wait for the keyring. It may ask a person to unlock it; without a terminal nobody may be there to answer.
_ATTENDED_S_MAX = 300.0
_UNATTENDED_S_MAX = 20.0
_CODE = "C013"
_OTHERWISE = "use `${env:NAME}` or `${file:PATH}`"


class KeyringEntries:
    """The entries that one project file names.

    Args:
        unattended_s_max: Seconds to wait where there is no terminal.
    """

    def __init__(self, unattended_s_max: float = _UNATTENDED_S_MAX) -> None:
        self._wait_s_max = _ATTENDED_S_MAX if sys.stdin and sys.stdin.isatty() else unattended_s_max
        self._silent = False

    def __call__(self, name: str) -> str | Finding:
        """Give the secret of an entry, or say why it cannot be had.

        Args:
            name: `service/user`; the service may hold further slashes.
        """
        service, _, user = name.rpartition("/")
        if not service or not user:
            # Not shown: someone may have written the secret itself there.
            return _finding(
                "a reference to the keyring does not say which entry is meant", "write `${keyring:SERVICE/USER}`"
            )
        if self._silent:
            return self._unanswered()
        answers: list[str | Finding] = []
        # The keyring cannot be interrupted; a thread that is left behind does not keep the process alive.
        asking = Thread(target=lambda: answers.append(_look_up(service, user)), daemon=True)
        asking.start()
        asking.join(self._wait_s_max)
        if not answers:
            self._silent = True
            return self._unanswered()
        return answers[0]

    def _unanswered(self) -> Finding:
        return _finding(
            f"the keyring did not answer within {self._wait_s_max:g} s",
            f"unlock it before, or, where nobody is there to do so, {_OTHERWISE}",
        )


def _look_up(service: str, user: str) -> str | Finding:
    try:
        import keyring  # noqa: PLC0415 - an optional library, slow to load
        from keyring.errors import KeyringLocked, NoKeyringError  # noqa: PLC0415
    except ImportError:
        return _finding(
            "the library `keyring` is not installed", f"`pip install 'bulkops[keyring]'` installs it; or {_OTHERWISE}"
        )
    try:
        secret = keyring.get_password(service, user)
    except NoKeyringError:
        return _finding("this machine has no keyring that can be used", _OTHERWISE)
    except KeyringLocked:
        return _finding("the keyring is locked", f"unlock it, or {_OTHERWISE}")
    except Exception as error:  # noqa: BLE001 - the backend is somebody's plug-in and may raise anything
        # Not in the backend's own words: they may hold what it was asked for.
        kind = type(error).__name__
        return _finding(
            f"the keyring cannot be read: {kind}", f"`keyring diagnose` shows its settings; or {_OTHERWISE}"
        )
    if secret:
        return secret
    state = "is empty" if secret is not None else "is not there"
    return _finding(
        f"the entry `{user}` of `{service}` in the keyring {state}", f"`keyring set {service} {user}` sets it"
    )


def _finding(message: str, hint: str) -> Finding:
    return Finding(code=_CODE, message=message, hint=hint)
