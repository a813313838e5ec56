"""What the service, the reading server and its children say to one another."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forms.returns import RawReturn, RefusalCode
from intake.containers import Inner

HEADER: Final = struct.Struct("<Q")
"""Before each message, its length in bytes."""
LONGEST_ANSWER: Final = 40 * 1024 * 1024
"""Bytes; a child that says more is killed. The documents of an archive, in base 64, take most of it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use. `memory_bytes` is address space beyond what the server already has."""

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    open_files: int = 32


class Outcome(StrEnum):
    """How a child ended."""

    READ = "read"
    REFUSED = "refused"
    NO_MEMORY = "no-memory"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: `raw` when READ; `reason`, `sentence` when REFUSED; `detail` for the log.

    `documents`: what was found inside a file that is refused because it only holds others.
    """

    outcome: Outcome
    raw: RawReturn | None = None
    reason: RefusalCode | None = None
    sentence: str = ""
    detail: str = ""
    documents: tuple[Inner, ...] = ()


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the server obtained from the kernel. `network`: which namespaces keep children off the network, « none » when none does.
    `filtered`: whether a filter refuses them connections and programs."""

    network: str
    filtered: bool = False

    @property
    def complete(self) -> bool:
        """Whether children reach no network, one way or the other."""
        return self.filtered or self.network != "none"


def receive_exactly(source: socket.socket, length: int) -> bytes:
    """`length` bytes from `source`. Raises `EOFError` when it ends before, or when more is announced than is ever sent."""
    if length > 2 * LONGEST_ANSWER:
        raise EOFError("absurd length")
    received = bytearray()
    while len(received) < length:
        chunk = source.recv(min(length - len(received), 1 << 16))
        if not chunk:
            raise EOFError("connection closed")
        received += chunk
    return bytes(received)
