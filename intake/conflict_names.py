"""Names that programs give to a second copy of a file: sync clients when two computers changed it, desktops and browsers on copying.

The name alone proves nothing (a browser adds « (1) » to a first download too): it only matters beside another, differing return of the
same respondent.
"""

from __future__ import annotations

import re

_DAY = r"\d{4}[-_. ]?\d{2}[-_. ]?\d{2}"
_STEM_ENDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\([^()]*(conflicted copy|case conflict|copie (en|de) conflit|copie conflictuelle|konflikt)[^()]*\)$",  # Nextcloud, Dropbox
        r"\(SFConflict\b[^()]*\)$",  # Seafile
        rf"\.sync-conflict-{_DAY}\b.*$",  # Syncthing
        rf"[_-]conflict-{_DAY}\b.*$",  # ownCloud
        r"\.conflict\d*$",  # Resilio
        r"[ _]-[ _](copie|copy)([ _]*\(\d+\))?$",  # Windows
        r"\((copie|copy|autre copie|another copy|\d+e copie|\d+(st|nd|rd|th) copy|copie \d+|copy \d+)\)$",  # GNOME, KDE
        r"[ _](copie|copy)([ _]\d+)?$",  # macOS
        r"[ _]?\(\d{1,3}\)$",  # browsers, Windows, Google Drive
    )
)
_STEM_STARTS = re.compile(r"(copie|copy)([ _]\(?\d+\)?)?[ _](de|d['’]|of)[ _']?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def is_conflict_copy(name: str) -> bool:
    """Whether `name` is one that a program gives to a second copy (« X (conflicted copy …).odt », « X - Copie.odt », « X (1).pdf »)."""
    stem = _EXTENSION.sub("", name).rstrip()
    return bool(_STEM_STARTS.match(stem)) or any(pattern.search(stem) for pattern in _STEM_ENDS)
