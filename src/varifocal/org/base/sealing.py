"""Private text is encrypted at rest; the key lives outside the database."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models

from varifocal.org.base.refusals import Refusal

LOST = "This text is sealed with another key. Restore the sealing key that belongs to this database."


class SealedText(models.TextField):  # type: ignore[type-arg]
    """Text whose stored form, in the row and in the log alike, is ciphertext (Fernet: AES-128-CBC, HMAC-SHA256).

    The attribute holds the ciphertext; `seal` and `unseal` lead between it and words. Export leaves it out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


def seal(words: str) -> str:
    """Ciphertext of these words; the empty text stays empty."""
    return _key().encrypt(words.encode()).decode() if words else ""


def unseal(sealed: str) -> str:
    """The words; raises Refusal when the key is another one."""
    if not sealed:
        return ""
    try:
        return _key().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refusal(LOST) from None


def _key() -> Fernet:
    if not settings.SEALING_KEY:
        raise Refusal("There is no sealing key: run `varifocal init`.")
    return Fernet(settings.SEALING_KEY)
