"""Electronic messages (RFC 5322, MIME) as a form may come in: only their attachments are of interest, those of forwarded messages too."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final, cast

from forms.returns import Refused
from intake import sentences
from intake.noise import is_noise

MOST_PARTS: Final = 500
_BEFORE_HEADERS: Final = b"\xef\xbb\xbf \t\r\n"
"""What an editor may put before the first header, which would then be taken for the text: a byte-order mark, blanks."""
_NO_NAME: Final = "sans-nom"
_NEVER_FORMS: Final = frozenset(
    {"text/calendar", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"}
)


def attachments(data: bytes) -> list[tuple[bytes, bytes]]:
    """Name, as the sender gave it, and bytes of each attachment, in order. Raises `Refused` DAMAGED or TOO_LARGE."""
    try:
        return list(_attachments(message_from_bytes(data.lstrip(_BEFORE_HEADERS), policy=policy.default)))
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise sentences.damaged(f"message: {type(error).__name__}: {error}") from error


def _attachments(message: EmailMessage) -> Iterator[tuple[bytes, bytes]]:
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            raise sentences.too_much_inside(f"more than {MOST_PARTS} parts")
        name = part.get_filename("") or _NO_NAME
        raw_name = name.encode("utf-8", "replace")
        if not part.is_multipart() and _is_attached(part) and not is_noise(raw_name):
            content = part.get_payload(decode=True)
            if content:
                yield raw_name, cast("bytes", content)


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
