"""Puts what follows a delivery in place on the share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from commands.afterwork import Hopeless
from intake.anchored import make_folder
from intake.records import DeliveredDocument
from intake.share import SENTINEL, Share
from intake.space import require_room
from outbox.delivery import Document, DocumentExists, deliver


def put_in_place(share: Share, folder: Path, documents: Sequence[Document], kind: str) -> list[DeliveredDocument]:
    """Deliver `documents`, listed as of `kind`, into `folder`; those already there with the same content are left alone.

    Raises Hopeless when something else bears the name of one, OSError when a disk or the share fails.
    """
    require_room(share.root, sum(len(document.content) for document in documents))
    make_folder(share.root, SENTINEL, folder)
    try:
        paths = deliver(documents, folder)
    except DocumentExists as error:
        raise Hopeless(error.sentence, error.detail) from error
    return [
        DeliveredDocument(kind, share.relative(path), hashlib.sha256(document.content).hexdigest())
        for path, document in zip(paths, documents, strict=True)
    ]
