"""The filter on system calls: connections and programs are refused to whoever put it on, and to nobody else."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from intake.seccomp import _AARCH64, _X86_64, REFUSED, program, refuse_connections_and_programs
from tests.drivers import presence

here = pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the filter knows other machines")
HEADERS = {"/usr/include/x86_64-linux-gnu/asm/unistd_64.h": _X86_64, "/usr/include/asm-generic/unistd.h": _AARCH64}
BEHIND_IT = "import os, socket, sys\nfrom intake.seccomp import refuse_connections_and_programs\nassert refuse_connections_and_programs()\n"


def ending(code: str) -> str:
    """What a program that puts the filter on, then runs `code`, prints, or the last line of its failure."""
    done = subprocess.run([sys.executable, "-c", BEHIND_IT + code], capture_output=True, text=True)
    return done.stdout.strip() or done.stderr.strip().rpartition("\n")[2]


@here
@pytest.mark.parametrize(
    "code",
    [
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.execv(sys.executable, [sys.executable, '-c', 'pass'])",
    ],
)
def test_connections_and_programs_are_refused(code):
    assert ending(code) == "PermissionError: [Errno 1] Operation not permitted"


@here
def test_what_readers_need_goes_on_and_children_inherit_it():
    code = """
receiving, sending = os.pipe()
child = os.fork()
if child == 0:
    try:
        socket.socket()
    except PermissionError:
        os.write(sending, b"refused")
    os._exit(7)
print(os.read(receiving, 9).decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(bytearray(1 << 20)))
"""
    assert ending(code) == "refused 7 1048576"


def test_an_unknown_machine_gets_no_filter():
    assert not refuse_connections_and_programs("pdp11")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_refused_call_has_its_number(machine):
    assert len(program(machine)) == 8 * (len(REFUSED) + 7)


@pytest.mark.parametrize("header", HEADERS)
def test_the_numbers_are_the_kernel_s_own(header):
    if not Path(header).is_file():
        presence.absent(f"the kernel’s header {header}")
    told = dict(re.findall(r"#define __NR_(\w+)\s+(\d+)", Path(header).read_text(encoding="ascii")))
    assert [int(told[name]) for name in REFUSED] == list(HEADERS[header])
