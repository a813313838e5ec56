"""Names: what people called a file is data to be shown; what we call it is built from ids."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from forms.french import slug

_TEXTS: Final = frozenset({"odt", "fodt", "ott", "pdf", "docx", "doc", "docm", "rtf", "txt", "html"})
_OTHERS: Final = frozenset({"ods", "xlsx", "jpg", "jpeg", "png", "tif", "tiff", "zip", "eml"})
KNOWN_EXTENSIONS: Final = _TEXTS | _OTHERS
"""Extensions an archived original keeps, so that it opens by double click; any other becomes « bin »."""
_EXTENSION = re.compile(rb"\.([A-Za-z0-9]{1,5})\Z")
_LONGEST_SHOWN = 120


def printable_name(path: bytes) -> str:
    """The last part of a raw path as text that is safe to show on one line: valid UTF-8, NFC, no control or direction character.

    Bytes that are not UTF-8 and characters that could mislead are shown as « \\xNN » or « \\u{NNNN} »; long names are cut in the middle.
    """
    name = path.rpartition(b"/")[2].decode("utf-8", "backslashreplace")
    shown = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", name))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:60]}…{shown[-59:]}"


def archive_name(received_on: date, submission: int, key: str | None, sha256: str | None, original: bytes) -> str:
    """The name an original gets in the archive: « 2026-03-03-01001-n42-0f3ab29c11d4.odt ».

    ASCII, under 100 bytes, legal on Windows, and never the same for two submissions. `key` is the respondent's, when known.
    """
    owner = slug(key or "inconnu", longest=20)
    digest = (sha256 or "non-lu")[:12]
    return f"{received_on.isoformat()}-{owner}-n{submission}-{digest}.{safe_extension(original)}"


def safe_extension(original: bytes) -> str:
    """The extension of a raw name in lower case when it is a usual one, otherwise « bin »."""
    found = _EXTENSION.search(original)
    extension = found[1].decode().lower() if found else ""
    return extension if extension in KNOWN_EXTENSIONS else "bin"


def _shown(letter: str) -> str:
    # Cc, Cf, Cs, Co, Cn and the line and paragraph separators: invisible, or able to reorder what surrounds them.
    hidden = unicodedata.category(letter).startswith("C") or letter in "\u2028\u2029"
    return f"\\u{{{ord(letter):04X}}}" if hidden else letter
