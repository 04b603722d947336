"""What people can do, and what they stand for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.told import Eyes, Told, tidy

LEVELS: dict[int, str] = {
    1: "learning",
    2: "with help",
    3: "without help",
    4: "helps others",
    5: "sets the standard",
}
THREE_WORDS: dict[int, str] = {1: "learning", 3: "can", 4: "can teach"}
"""The same in three words, each from that level on."""


def level_words(here: Organization) -> dict[int, str]:
    """The words levels are told in there, each from its level on; none, and they are told as numbers."""
    return THREE_WORDS if here.three_words else {}


class Skill(Record):
    """Something people can do, at levels 1 (learning) to 5 (sets the standard): craft, leading or managing."""

    class Family(models.TextChoices):
        """Which half of the work it belongs to."""

        CRAFT = "craft", "Craft"
        LEADING = "leading", "Leading"
        MANAGING = "managing", "Managing"

    name = models.CharField(max_length=80, unique=True)
    family = models.CharField(max_length=10, choices=Family.choices, default=Family.CRAFT)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def name_it(cls, name: str, *, by: Account) -> Skill:
        """A skill we did not have a word for; an existing one is returned as it is."""
        by.may("name_it", cls)
        if not (name := name.strip()):
            raise Impossible("A skill needs a name.", field="name")
        return cls.objects.filter(name__iexact=name).first() or cls.add("named", by=by, name=name)

    @classmethod
    @verb
    def share_words(cls, *, by: Account) -> list[Skill]:
        """The words for leading and managing that everybody shares from the start; those that are there already stay as
        they are. Returns the new ones."""
        by.may("share_words", cls)
        known = {name.casefold() for name in cls.objects.values_list("name", flat=True)}
        new = [
            cls(name=name, family=family)
            for family, names in SHARED.items()
            for name in names
            if name.casefold() not in known
        ]
        return cls.add_many("named", new, by=by) if new else []


SHARED: dict[str, tuple[str, ...]] = {
    Skill.Family.LEADING: ("Decision making", "Communication", "Relationships", "Strategic thinking"),
    Skill.Family.MANAGING: ("Planning and budget", "Handing over", "Creativity", "Problem solving"),
}
"""What leading and managing are made of; seen of a person by herself and her mentor alone."""


class PersonSkill(Record):
    """A person has a skill at a level."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="holders")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "skill"], name="one_level_a_skill"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="level_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.person.name}: {self.skill.name} {self.level}"

    @classmethod
    @verb
    def rate(cls, person: Person, skill: Skill, level: int, *, by: Account) -> PersonSkill | None:
        """Set her level; 0 takes the skill away."""
        by.may("rate", person)
        if not 0 <= level <= 5:
            raise Impossible("A level lies between 1 and 5.", field="level")
        held = cls.objects.select_for_update().filter(person=person, skill=skill).first()
        if level == 0:
            if held:
                held.drop("taken_away", by=by)
            return None
        return (
            held.put("rated", by=by, level=level)
            if held
            else cls.add("rated", by=by, person=person, skill=skill, level=level)
        )


class Value(Record):
    """What the organization stands for."""

    name = models.CharField(max_length=80, unique=True)
    meaning = models.CharField(max_length=300, blank=True)
    undoable: ClassVar[bool] = True

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def hold(cls, name: str, meaning: str = "", *, by: Account) -> Value:
        """We hold this."""
        by.may("hold", cls)
        if cls.objects.filter(name__iexact=name.strip()).exists():
            raise Impossible(f"“{name.strip()}” is held already.", field="name")
        return cls.add("held", by=by, name=name.strip(), meaning=meaning.strip())

    @verb
    def let_go(self, *, by: Account) -> None:
        """We hold it no longer."""
        by.may("let_go", self)
        self.take(None).drop("let_go", by=by)


class PersonValue(Told):
    """A value she names as hers: one of the organization's, or in her own words."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="values_held")
    value = models.ForeignKey(Value, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=120, blank=True)

    content: ClassVar[tuple[str, ...]] = ("value_id", "words")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["person", "value"], name="a_value_once"),)

    def __str__(self) -> str:
        return f"{self.person.name}: {self.value.name if self.value else self.words}"

    @property
    def named(self) -> str:
        """The value in words; only for those who see the row."""
        if self.is_open:
            return self.value.name if self.value else self.words
        said = self.said()
        held = Value.objects.filter(pk=said["value_id"]).first()
        return held.name if held else str(said["words"])

    @classmethod
    @verb
    def name_own(
        cls,
        person: Person,
        value: Value | None = None,
        *,
        by: Account,
        words: str = "",
        seen_by: str = Eyes.EVERYONE,
    ) -> PersonValue:
        """She names a value as hers; one she names already is shown to whom she says now."""
        by.may("name_own", person)
        words = tidy(words, 120)
        if value is None and not words:
            raise Impossible("Name a value, or say it in your own words.", field="words")
        fields = cls.stored(seen_by, value_id=value.pk if value else None, words="" if value else words)
        for standing in cls.objects.select_for_update().filter(person=person):
            said = standing.said()
            if (said["value_id"], said["words"]) == (value.pk if value else None, "" if value else words):
                return standing if standing.seen_by == seen_by else standing.put("shown_to", by=by, **fields)
        return cls.add("named", by=by, person=person, **fields)

    @verb
    def let_go(self, *, by: Account) -> None:
        """It is no longer hers."""
        by.may("let_go", self)
        self.take(None).drop("let_go", by=by)

    def told_as(self) -> str:
        """What is private is not named."""
        return str(self) if self.is_open else "a line of a profile"

    def scope(self) -> dict[str, Any]:
        """What is not for everyone is hers."""
        return {} if self.is_open else {"person": self.person_id}
