"""The disk under SQLite, made to fail: every call that changes a file passes here, and can be refused or cut short.

SQLite reaches its files through a table of functions (a "VFS", https://sqlite.org/vfs.html), which is how its own tests
break the disk. The table of the library that this Python has loaded is changed in place, so the journal is opened,
written and closed by the program's own code. A Python whose SQLite cannot be reached makes these tests fail, not pass.
"""

import _sqlite3
import ctypes
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass

SQLITE_OK, SQLITE_OPEN_CREATE = 0, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that is about to change a file.

    Attributes:
        count: Number of the call, from 1.
        kind: `open` (of a file that is made where there is none), `write`, `truncate`, `sync` or `delete`.
        path: The file; empty for a temporary one.
        offset: Where it writes; the new size for `truncate`.
        data: What it writes.
    """

    count: int
    kind: str
    path: str
    offset: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call fails.

    Attributes:
        code: SQLite's extended result code.
        half: The first half of what was to be written is there all the same.
    """

    code: int
    half: bool = False


#: Looks at a call before it is made; what it gives makes it fail.
Hook = Callable[[Call], Fault | None]

_METHODS = (
    *("close", "read", "write", "truncate", "sync", "file_size", "lock", "unlock", "check_reserved", "control"),
    *("sector_size", "characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch"),
)
_VFS = (
    *("open", "delete", "access", "full_pathname", "dl_open", "dl_error", "dl_sym", "dl_close", "randomness"),
    *("sleep", "current_time", "last_error", "current_time_64", "set_call", "get_call", "next_call"),
)


class _Methods(Structure):
    _fields_ = (("version", c_int), *((name, c_void_p) for name in _METHODS))


class _Vfs(Structure):
    _fields_ = (
        *((name, c_int) for name in ("version", "file_size", "path_max")),
        *((name, c_void_p) for name in ("next", "name", "data", *_VFS)),
    )


class _File(Structure):
    _fields_ = (("methods", POINTER(_Methods)),)


# Names are handed on as they came: SQLite keeps the pointers.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


def _library() -> ctypes.CDLL:
    # Symbols are looked up in the module's file and in what it was linked with: the very library that it uses.
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_libversion.restype = c_char_p
    assert library.sqlite3_libversion().decode() == sqlite3.sqlite_version
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    return library


class _Disk:
    """The table of functions, and the hook that is asked while there is one."""

    def __init__(self) -> None:
        self.hook: Hook | None = None
        self.shared_memory = True
        self._count = 0
        self._names: dict[int, str] = {}
        self._tables: dict[tuple[int, bool], _Methods] = {}  # kept for good: open files point to them
        self._kept: list[object] = []
        vfs = _library().sqlite3_vfs_find(None).contents
        self._open = _Open(vfs.open)
        self._delete = _Delete(vfs.delete)
        self._keep(vfs, "open", _Open(self._on_open))
        self._keep(vfs, "delete", _Delete(self._on_delete))

    def begin(self, hook: Hook | None) -> None:
        self.hook, self._count = hook, 0

    def _keep(self, table: Structure, name: str, function: object) -> None:
        self._kept.append(function)
        setattr(table, name, ctypes.cast(function, c_void_p))  # type: ignore[arg-type]

    def _fault(self, kind: str, path: str, offset: int = 0, data: bytes = b"") -> Fault | None:
        if self.hook is None:
            return None
        self._count += 1
        return self.hook(Call(count=self._count, kind=kind, path=path, offset=offset, data=data))

    def _on_open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = _text(name)
        fault = self._fault("open", path) if flags & SQLITE_OPEN_CREATE else None
        if fault is not None:
            _File.from_address(file).methods = POINTER(_Methods)()
            return fault.code
        result = int(self._open(vfs, name, file, flags, out))
        opened = _File.from_address(file)
        if result == SQLITE_OK and opened.methods:
            self._names[file] = path
            opened.methods = ctypes.pointer(self._table(opened.methods.contents))
        return result

    def _on_delete(self, vfs: int, name: int, sync: int) -> int:
        fault = self._fault("delete", _text(name), offset=sync)
        return fault.code if fault is not None else self._delete(vfs, name, sync)

    def _table(self, original: _Methods) -> _Methods:
        key = (ctypes.addressof(original), self.shared_memory)
        if key not in self._tables:
            table = _Methods.from_buffer_copy(original)
            table.version = original.version if self.shared_memory else 1
            write, truncate, sync = _Write(original.write), _Truncate(original.truncate), _Sync(original.sync)
            self._keep(table, "write", _Write(lambda *given: self._on_write(write, *given)))
            self._keep(table, "truncate", _Truncate(lambda *given: self._on_truncate(truncate, *given)))
            self._keep(table, "sync", _Sync(lambda *given: self._on_sync(sync, *given)))
            self._tables[key] = table
        return self._tables[key]

    def _on_write(self, write: Callable[..., int], file: int, data: int, size: int, offset: int) -> int:
        if self.hook is None:
            return write(file, data, size, offset)
        fault = self._fault("write", self._names[file], offset, ctypes.string_at(data, size))
        if fault is None:
            return write(file, data, size, offset)
        if fault.half:
            write(file, data, size // 2, offset)
        return fault.code

    def _on_truncate(self, truncate: Callable[..., int], file: int, size: int) -> int:
        fault = self._fault("truncate", self._names[file], size)
        return fault.code if fault is not None else truncate(file, size)

    def _on_sync(self, sync: Callable[..., int], file: int, flags: int) -> int:
        if self.hook is None:
            return sync(file, flags)
        # Not waited for: the power does not really go, and what it would take is worked out from the calls.
        fault = self._fault("sync", self._names[file])
        return fault.code if fault is not None else SQLITE_OK


def _text(name: int | None) -> str:
    return ctypes.string_at(name).decode() if name else ""


_DISK: list[_Disk] = []


def _disk() -> _Disk:
    if not _DISK:
        _DISK.append(_Disk())
    return _DISK[0]


@contextmanager
def disk(hook: Hook) -> Iterator[None]:
    """Ask a hook before each call that changes a file, for as long as the block lasts; not for nested use.

    Files must be opened in such a block: the first one puts the hook in its place.
    """
    _disk().begin(hook)
    try:
        yield
    finally:
        _disk().begin(None)


@contextmanager
def without_shared_memory() -> Iterator[None]:
    """Open files as on a file system on which processes cannot share memory; they must be closed in the block."""
    _disk().shared_memory = False
    try:
        yield
    finally:
        _disk().shared_memory = True
