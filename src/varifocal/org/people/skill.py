"""What people can do, what they want more of, what they stand for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person

LEVELS: dict[int, str] = {
    1: "learning",
    2: "with help",
    3: "without help",
    4: "helps others",
    5: "sets the standard",
}


class Skill(Record):
    """Something people can do, at levels 1 (learning) to 5 (sets the standard)."""

    name = models.CharField(max_length=80, unique=True)

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


class Passion(Record):
    """What a person wants more of: words, and the skill it means, where one does."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passions")
    words = models.CharField(max_length=200)
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words

    @classmethod
    @verb
    def tell(cls, person: Person, words: str, *, by: Account, skill: Skill | None = None) -> Passion:
        """She wants more of this."""
        by.may("tell", person)
        return cls.add("told", by=by, person=person, words=words.strip(), skill=skill)

    @verb
    def forget(self, *, by: Account) -> None:
        """Not any more."""
        by.may("forget", self)
        self.take(None).drop("forgotten", by=by)


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


class PersonValue(Record):
    """A value a person names as hers."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="values_held")
    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "value"], name="a_value_once"),)

    def __str__(self) -> str:
        return f"{self.person.name}: {self.value.name}"

    @classmethod
    @verb
    def name_own(cls, person: Person, value: Value, *, by: Account) -> PersonValue:
        """She names a value as hers."""
        by.may("name_own", person)
        return cls.objects.filter(person=person, value=value).first() or cls.add(
            "named", by=by, person=person, value=value
        )

    @verb
    def let_go(self, *, by: Account) -> None:
        """It is no longer hers."""
        by.may("let_go", self)
        self.take(None).drop("let_go", by=by)
