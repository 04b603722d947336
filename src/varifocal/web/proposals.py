"""A proposal of the engine as pages show it: its sentence, its price in words, and its two acts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from varifocal.flows.together import Row, nested
from varifocal.web import format as say


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


def price_in_words(price: dict[str, Any]) -> str:
    """What a proposal disturbs: hours that change hands, and other tasks that start on another day."""
    hours, others = float(price.get("moved") or 0), int(price.get("disturbed") or 0)
    starts = (
        say.so_many(others, "other task starts", "other tasks start") if others else "no other task starts"
    )
    words = f"{starts} on another day."
    if hours:
        words = f"{say.hours(round(hours, 1))} change hands; {words}"
    return f"{words[0].upper()}{words[1:]}"
