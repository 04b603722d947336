"""Bytes somebody handed us: kept by what they are, so that removing and bringing back what names them loses nothing."""

from __future__ import annotations

import base64
import hashlib

from django.db import models

from varifocal.org.base.record import Plumbing


class KeptFile(Plumbing):
    """The bytes of a file under their SHA-256; records name it by that and hold its name, type and size."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    """Base64, the same on every database and in a whole export."""

    @classmethod
    def keep(cls, raw: bytes) -> str:
        """Keep these bytes, once; their digest."""
        digest = hashlib.sha256(raw).hexdigest()
        cls.objects.get_or_create(digest=digest, defaults={"content": base64.b64encode(raw).decode()})
        return digest

    @classmethod
    def bytes_of(cls, digest: str) -> bytes | None:
        """The bytes, or None where they are not here."""
        content = cls.objects.filter(digest=digest).values_list("content", flat=True).first()
        return None if content is None else base64.b64decode(content)
