"""The door: a BSN becomes a keyed pseudonym here, and no text that leaves may hold one.

The pseudonym is the first 32 hex characters of HMAC-SHA256(key, BSN of nine digits). The key never lies in a dataset.
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from jeugdlib.errors import WrongUse

KEY_VARIABLE = "JEUGDLIB_SLEUTEL"
KEY_FILE = "sleutel"
KEY_MINIMUM = 16  # characters; a shorter key can be found by trying
BSN_LENGTH = 9
# 000000000 (unborn) and 999999999 (unknown) are agreed stand-ins, not persons: all their care would fall to one child.
PLACEHOLDERS = frozenset({"0" * BSN_LENGTH, "9" * BSN_LENGTH})

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# A run of digits, also when written with dots, spaces or dashes between.
_RUN = re.compile(r"\d(?:[ .\-]?\d){7,}")
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_SHOWN = 30


def load_key(environ: Mapping[str, str], config_dir: Path | None = None) -> tuple[bytes, str]:
    """Return the pseudonym key and its short id.

    Args:
        environ: `JEUGDLIB_SLEUTEL` is the key when it is set.
        config_dir: folder of the key file, made with mode 0600 when absent; default the user's own configuration folder.

    Raises:
        WrongUse: the key in the environment is too short, or the key file is empty.
    """
    given = environ.get(KEY_VARIABLE, "")
    if given:
        if len(given) < KEY_MINIMUM:
            raise WrongUse(f"De sleutel in {KEY_VARIABLE} is te kort. Gebruik minstens {KEY_MINIMUM} tekens.")
        key = given.encode()
    else:
        key = _key_from_file((config_dir or platformdirs.user_config_path("jeugdlib")) / KEY_FILE)
    return key, key_id(key)


def key_id(key: bytes) -> str:
    """Return a short name for a key, from which the key can't be found."""
    return hashlib.sha256(b"jeugdlib sleutel-id " + key).hexdigest()[:8]


def _key_from_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    else:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    key = path.read_text(encoding="ascii").strip().encode()
    if len(key) < KEY_MINIMUM:
        raise WrongUse(
            f"Het sleutelbestand '{path}' is leeg of te kort. Zet uw oude sleutel terug, of verwijder het bestand voor een nieuwe."
        )
    return key


def passes_elfproef(bsn: str) -> bool:
    """Tell whether nine digits pass the elfproef."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, bsn, strict=True)) % 11 == 0


class Door:
    """Turns each BSN or delivered client number into a pseudonym, once, and remembers no more than it must.

    Attributes:
        elfproef_failed: how many different BSNs fail the elfproef (they are kept).
        repaired: how many different BSNs got their leading zeros back.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str | None, tuple[str | None, str | None]] = {None: (None, "bsn_leeg")}
        self.elfproef_failed = 0
        self.repaired = 0

    def pseudonym(self, text: str) -> str:
        """Return the pseudonym of a client number that is not a BSN."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def admit(self, bsn: str | None) -> tuple[str | None, str | None]:
        """Return (pseudonym, None), or (None, reason code) for a BSN that is empty, unreadable or a stand-in."""
        known = self._known.get(bsn)
        if known is None:
            known = self._known[bsn] = self._judge(bsn or "")
        return known

    def _judge(self, raw: str) -> tuple[str | None, str | None]:
        digits = normal_bsn(raw)
        if digits is None:
            return None, "bsn_onleesbaar"
        if digits in PLACEHOLDERS:
            return None, "bsn_plaatshouder"
        self.repaired += len(digits) > len(raw)
        self.elfproef_failed += not passes_elfproef(digits)
        return self.pseudonym(digits), None


def normal_bsn(raw: str) -> str | None:
    """Return nine digits, with lost leading zeros and without dots, spaces or a stray `.0`; None when unreadable."""
    text = re.sub(r"\.0$", "", raw.strip())
    digits = re.sub(r"[ .\-\u00a0]", "", text)
    if not re.fullmatch(r"[0-9]{7,9}", digits):
        return None
    return digits.zfill(BSN_LENGTH)


def masked(value: str | None) -> str | None:
    """Return a value as it may be shown: shortened, and without anything that can be a BSN."""
    if value is None:
        return None
    safe = _RUN.sub(_hide, value)
    return safe if len(safe) <= _SHOWN else f"{safe[:_SHOWN]}…"


def hidden(value: str | None) -> str | None:
    """Return only the length of a personal value."""
    return None if value is None else f"({len(value)} tekens)"


def masked_name(path: str) -> str:
    """Return a file name with any nine digits that pass the elfproef starred."""
    return _NINE.sub(lambda found: "*" * BSN_LENGTH if passes_elfproef(found[0]) else found[0], path)


def _hide(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    # Eight digits may be a date or an AGB-code, but also a BSN that lost its zero: the elfproef decides.
    may_be_bsn = len(digits) > 8 or passes_elfproef(digits.zfill(BSN_LENGTH))
    return "*" * len(found[0]) if may_be_bsn else found[0]
