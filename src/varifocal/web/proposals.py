"""A proposal of the engine as pages show it: its sentence, its price in words, and its two acts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from varifocal.flows.proposed import price_in_words
from varifocal.flows.together import Row, nested


def proposal(row: Row) -> dict[str, Any]:
    """One proposal with its price, where what it would move is shown, and its two acts."""
    return {
        "sentence": row["sentence"],
        "price": price_in_words(nested(row["price"]) or {}),
        "look": f"{reverse('schedule')}?proposal={row['id']}",
        "acts": [
            {"name": "Take it", "post": reverse("week-take", args=[row["id"]])},
            {"name": "Not now", "post": reverse("week-decline", args=[row["id"]]), "plain": True},
        ],
    }
