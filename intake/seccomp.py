"""A filter on system calls for processes that read hostile files: no new connection, no new program, no way around either.

Unlike a namespace it needs no privilege (seccomp(2), with `PR_SET_NO_NEW_PRIVS`), so it also holds in containers and under a systemd unit.
A refused call fails with EPERM rather than killing, so that a library that merely tries goes on.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Mapping, Sequence
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_X32: Final = 0x40000000

REFUSED: Final = (
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "execve", "execveat", "ptrace", "process_vm_readv",
    "process_vm_writev", "io_uring_setup", "bpf", "mount", "umount2", "pivot_root", "setns", "unshare", "perf_event_open", "userfaultfd",
    "open_by_handle_at", "keyctl", "add_key", "request_key",
)  # fmt: skip
"""What a reader never needs. `io_uring_setup` because its rings would make connections without these calls."""
_X86_64: Final = (41, 53, 42, 49, 50, 43, 288, 59, 322, 101, 310, 311, 425, 321, 165, 166, 155, 308, 272, 298, 323, 304, 250, 248, 249)
_AARCH64: Final = (198, 199, 203, 200, 201, 202, 242, 221, 281, 117, 270, 271, 425, 280, 40, 39, 41, 268, 97, 241, 282, 265, 219, 217, 218)
_MACHINES: Final[Mapping[str, tuple[int, Sequence[int]]]] = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
"""By machine: the architecture the kernel reports (AUDIT_ARCH_*), and the numbers of `REFUSED` in its order (asm/unistd.h)."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_connections_and_programs(machine: str = platform.machine()) -> bool:
    """Put the filter on this process and all it will fork, for good. Returns whether the kernel took it."""
    if machine not in _MACHINES:
        return False
    instructions = program(machine)
    libc = ctypes.CDLL(None, use_errno=True)
    filtering = _Program(len(instructions) // 8, instructions)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(filtering), 0, 0) == 0)


def program(machine: str) -> bytes:
    """The filter for `machine`, in classic BPF: another architecture's calls are all refused, then each number listed."""
    architecture, numbers = _MACHINES[machine]
    refuse_after = len(numbers) + 1
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, refuse_after, 0, _X32),
        *((_JUMP_EQUAL, refuse_after - 1 - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
