"""Keyrings of the library's own API, as tests choose them by `PYTHON_KEYRING_BACKEND`."""

import json
import os
from pathlib import Path
from threading import Event

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError


class _ReadOnly(KeyringBackend):
    priority = 0.1

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordSetError


class FileKeyring(_ReadOnly):
    """Entries of the JSON file that `BULKOPS_TEST_KEYRING` names: service to user to secret."""

    def get_password(self, service: str, username: str) -> str | None:
        entries = json.loads(Path(os.environ["BULKOPS_TEST_KEYRING"]).read_text())
        secret: str | None = entries.get(service, {}).get(username)
        return secret


class LockedKeyring(_ReadOnly):
    """Nobody unlocks it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked, asked for {service} {username}")


class BrokenKeyring(_ReadOnly):
    """Its service is not there; what it raises is no error of the library."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ConnectionResetError(f"bus gone, asked for {service} {username} CANARY-4711")


class SilentKeyring(_ReadOnly):
    """It waits for somebody to unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        Event().wait()
        return None
