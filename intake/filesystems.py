"""On what kind of file system a path lies.

SQLite's locks and shared memory are not to be trusted over a network, so the ledger is kept off it
(https://www.sqlite.org/useovernet.html, https://www.sqlite.org/wal.html).
"""

from __future__ import annotations

import re
from pathlib import Path

NETWORK_TYPES = frozenset({
    "9p2000.L", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "davfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
    "ocfs2", "smb2", "smb3", "smbfs",
})  # fmt: skip
_NETWORK_FUSE = ("sshfs", "davfs", "rclone", "gvfs", "smb", "cifs", "glusterfs", "ceph", "s3fs", "nfs", "curlftpfs", "onedrive", "gcsfuse")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOUNTINFO = Path("/proc/self/mountinfo")


def network_filesystem(path: Path, mountinfo: str | None = None) -> str | None:
    """The type of the network file system `path` lies on (« nfs4 », « cifs », « fuse.sshfs »), or None when it is local or unknown.

    `path` need not exist yet. `mountinfo` is the text of /proc/self/mountinfo (proc(5)), read when not given.
    """
    kind = _type_at(path.resolve(), _mountinfo() if mountinfo is None else mountinfo)
    return kind if kind and _is_network(kind) else None


def _mountinfo() -> str:
    return _MOUNTINFO.read_text("utf-8", "surrogateescape") if _MOUNTINFO.exists() else ""


def _type_at(path: Path, mountinfo: str) -> str | None:
    covering = [(len(point.parts), order, kind) for order, (point, kind) in enumerate(_mounts(mountinfo)) if path.is_relative_to(point)]
    return max(covering)[2] if covering else None


def _mounts(mountinfo: str) -> list[tuple[Path, str]]:
    """Mount points with their types; a later line covers an earlier one at the same place."""
    halves = (line.partition(" - ") for line in mountinfo.splitlines())
    return [(Path(_unescape(before.split(" ")[4])), after.split(" ")[0]) for before, dash, after in halves if dash]


def _unescape(field: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), field)


def _is_network(kind: str) -> bool:
    program = kind.removeprefix("fuse.")
    return kind in NETWORK_TYPES or (program != kind and any(name in program for name in _NETWORK_FUSE))
