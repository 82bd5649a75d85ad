"""Where files are in the repository that is reviewed: scanners and pages of a forge name them from its top folder."""

import os
from functools import lru_cache
from pathlib import Path, PurePath


def repository_path(file: str) -> str:
    """Give a file's path from the top folder of its git repository, with `/`; as it was given where it is in none."""
    path = Path(os.path.abspath(file))  # noqa: PTH100 - a link to a manifest is reviewed where it stands
    top = _top(path.parent)
    return PurePath(file).as_posix() if top is None else path.relative_to(top).as_posix()


@lru_cache(maxsize=256)
def _top(folder: Path) -> Path | None:
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
