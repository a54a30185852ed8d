"""Writing a file whole or not at all."""

import uuid
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step, so that a reader never sees half a file; folders are made.

    Raises:
        OSError: the folder can't be written; a file that stood there is untouched.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` in one step, as `write_text` does.

    Raises:
        OSError: the folder can't be written; a file that stood there is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
