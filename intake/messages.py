"""Electronic messages (RFC 5322, MIME) as a form may come in: only their attachments are of interest, those of forwarded messages too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final, cast

from forms.returns import Refused
from intake import sentences
from intake.noise import leads_to_noise

MOST_PARTS: Final = 500
_BEFORE_HEADERS: Final = b"\xef\xbb\xbf \t\r\n"
"""What an editor may put before the first header, which would then be taken for the text: a byte-order mark, blanks."""
_NO_NAME: Final = "sans-nom"
_NEVER_FORMS: Final = frozenset(
    {"text/calendar", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"}
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message carries: its name, as the sender gave it, and its bytes. `depth` counts the forwarded messages it stands within."""

    name: bytes
    content: bytes
    depth: int = 0


def attachments(data: bytes) -> list[Attachment]:
    """Each attachment of the message `data`, in order, those of forwarded messages included. Raises `Refused` DAMAGED or TOO_LARGE."""
    try:
        return list(_attachments(message_from_bytes(data.lstrip(_BEFORE_HEADERS), policy=policy.default)))
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise sentences.damaged(f"message: {type(error).__name__}: {error}") from error


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for count, (part, depth) in enumerate(_parts(message, 0)):
        if count >= MOST_PARTS:
            raise sentences.too_much_inside(f"more than {MOST_PARTS} parts")
        name = part.get_filename("") or _NO_NAME
        raw_name = name.encode("utf-8", "replace")
        if not part.is_multipart() and _is_attached(part) and not leads_to_noise(raw_name):
            content = part.get_payload(decode=True)
            if content:
                yield Attachment(raw_name, cast("bytes", content), depth)


def _parts(part: EmailMessage, depth: int) -> Iterator[tuple[EmailMessage, int]]:
    """`part` and all that it holds, in order, each with the number of forwarded messages it stands within."""
    yield part, depth
    if part.is_multipart():
        inside = depth + (part.get_content_type() == "message/rfc822")
        for each in cast("list[EmailMessage]", part.get_payload()):
            yield from _parts(each, inside)


def _is_attached(part: EmailMessage) -> bool:
    """Whether the sender attached it: the text of the message and the pictures of its signature were not.

    Some programs call « inline » everything they can show, so only pictures are left out for that.
    """
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in _NEVER_FORMS:
        return False
    if part.get_content_maintype() == "image":
        return disposition == "attachment" and "Content-ID" not in part
    return disposition == "attachment" or bool(part.get_filename()) or part.get_content_maintype() == "application"
