"""How a form that came back may have been damaged or forged: bytes anywhere, or its structure with everything around it consistent."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

from tests.fuzz.pdf_mutations import mutated_pdf
from tests.fuzz.zip_mutations import edited_xml, mutated_zip

Mutation = Callable[[bytes, Random], bytes]


def flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def truncated(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def spliced(data: bytes, random: Random) -> bytes:
    """A stretch of bytes copied, moved or zeroed elsewhere."""
    start, place = random.randrange(len(data)), random.randrange(len(data))
    stretch = data[start : start + random.randint(1, 2000)]
    inserted = random.choice((stretch, bytes(len(stretch)), b""))
    return data[:place] + inserted + data[place + random.choice((0, len(stretch))) :]


_ANYWHERE: tuple[Mutation, ...] = (flipped, truncated, spliced)


def retouched(data: bytes, random: Random) -> bytes:
    """A byte or a number changed here and there: what a binary format is made of."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        place, width = random.randrange(len(changed)), random.choice((1, 2, 4))
        value = random.choice((0, 1, 0x7F, 0xFF, 0xFFFE, 0xFFFFFFFE, 0xFFFFFFFF, random.getrandbits(32)))
        changed[place : place + width] = (value % (1 << 8 * width)).to_bytes(width, "little")
    return bytes(changed)


def mutations(seed: bytes) -> st.SearchStrategy[bytes]:
    """Forms made from `seed` (a package, a plain PDF, XML, or binary): mostly changed in structure, sometimes in bytes, sometimes in both."""
    structural = next((mutation for start, mutation in _BY_START.items() if seed.startswith(start)), retouched)
    chains = st.sampled_from([(structural,), (structural,), (structural,), *((each,) for each in _ANYWHERE), (structural, flipped)])
    return st.builds(_chained, st.just(seed), chains, st.integers(0, 2**64 - 1))


_BY_START: dict[bytes, Mutation] = {b"PK": mutated_zip, b"%PDF": mutated_pdf, b"<?xml": edited_xml}


def _chained(data: bytes, chain: tuple[Mutation, ...], seed: int) -> bytes:
    random = Random(seed)
    for mutation in chain:
        data = mutation(data, random)
    return data
