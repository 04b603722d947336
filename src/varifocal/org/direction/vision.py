"""The vision and the few choices that lead there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible


class Vision(Record):
    """The picture we move towards: words, a date, how success looks, where we stand today. It never carries a
    percentage: a bold vision should look unlikely."""

    words = models.CharField(max_length=300)
    by_when = models.DateField()
    picture = models.TextField(blank=True)
    today = models.TextField(blank=True)

    class Meta:
        ordering = ("by_when", "pk")

    def __str__(self) -> str:
        return self.words

    @classmethod
    @verb
    def draw(cls, words: str, by_when: date, *, by: Account, picture: str = "", today: str = "") -> Vision:
        """Say where we want to be."""
        by.may("draw", cls)
        if not words.strip():
            raise Impossible("Say the vision in a sentence.", field="words")
        return cls.add("drawn", by=by, words=words.strip(), by_when=by_when, picture=picture, today=today)

    @verb
    def redraw(
        self, *, by: Account, seen: int, words: str, by_when: date, picture: str, today: str
    ) -> Vision:
        """Say it anew."""
        by.may("redraw", self)
        fields: dict[str, Any] = {
            "words": words.strip(),
            "by_when": by_when,
            "picture": picture,
            "today": today,
        }
        return self.take(seen, **fields).put("redrawn", by=by, **fields)

    @verb
    def give_up(self, *, by: Account) -> None:
        """It is no longer ours."""
        by.may("redraw", self)
        self.take(None).drop("given_up", by=by)


class Strategy(Record):
    """A choice goals attach to, and what we refuse for its sake."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="strategies")
    choice = models.CharField(max_length=200)
    refusal = models.CharField(max_length=300, blank=True)
    by_when = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("by_when", "pk")

    def __str__(self) -> str:
        return self.choice

    @classmethod
    @verb
    def choose(
        cls, vision: Vision, choice: str, *, by: Account, refusal: str = "", by_when: date | None = None
    ) -> Strategy:
        """Choose, and say what we refuse."""
        by.may("choose", cls)
        if not choice.strip():
            raise Impossible("Say the choice in a few words.", field="choice")
        return cls.add(
            "chosen", by=by, vision=vision, choice=choice.strip(), refusal=refusal, by_when=by_when
        )

    @verb
    def rechoose(
        self, *, by: Account, seen: int, choice: str, refusal: str, by_when: date | None
    ) -> Strategy:
        """Say it differently."""
        by.may("rechoose", self)
        fields: dict[str, Any] = {"choice": choice.strip(), "refusal": refusal, "by_when": by_when}
        return self.take(seen, **fields).put("rechosen", by=by, **fields)

    @verb
    def drop_choice(self, *, by: Account) -> None:
        """We choose otherwise; its goals stay, without a strategy."""
        by.may("rechoose", self)
        self.take(None).drop("dropped", by=by)
