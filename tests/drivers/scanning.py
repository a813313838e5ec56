"""A printed form as a scanner or a telephone sees it."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image


def pictures_of(data: bytes, resolution: int = 150, turn: float = 0.0) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.render(scale=resolution / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    return [page.rotate(turn, expand=True, fillcolor=255) for page in pages]


def scan(data: bytes, turn: float = 0.0) -> bytes:
    first, *others = pictures_of(data, turn=turn)
    target = io.BytesIO()
    first.save(target, "PDF", save_all=True, append_images=others, resolution=150)
    return target.getvalue()


def photograph(data: bytes, kind: str, turn: float = 0.0) -> bytes:
    target = io.BytesIO()
    pictures_of(data, turn=turn)[0].save(target, kind)
    return target.getvalue()
