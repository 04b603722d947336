"""What templates may say: filters and tags over `format` and `colour`, the same words on every page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from varifocal.org.base.organization import Organization
from varifocal.web import colour, levels
from varifocal.web import format as say

register = template.Library()
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "pre", "blockquote", "h3", "h4", "hr"}


@register.filter
def hours(value: float | Decimal | None) -> str:
    """Effort: “6 h”."""
    return say.hours(value)


@register.filter
def percent(value: float | None) -> str:
    """A share as “81 %”."""
    return say.percent(value)


@register.filter
def day(value: date | datetime | None, today: date | None = None) -> str:
    """A day: “12 Mar”, with its year when that is not this one."""
    return say.day(_date(value), today or Organization.here().today())


@register.filter
def near_day(value: date | datetime | None, today: date) -> str:
    """A day as one says it: “Friday”."""
    return say.near_day(_date(value), today)


@register.filter
def shade(value: date | datetime | None, today: date) -> str:
    """The colour class of a distance."""
    return colour.shade(_date(value), today)


@register.filter
def level(value: int | None) -> str:
    """How well somebody can do a thing: “3”, or “can”."""
    return levels.short(value)


@register.filter
def level_asked(value: int) -> str:
    """The same in a sentence: “level 3”, or “can”."""
    return levels.asked(value)


@register.filter
def markdown(text: str) -> SafeString:
    """People's own words, made into safe paragraphs."""
    clean = nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(clean)  # noqa: S308 -- cleaned by nh3


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key."""
    return mapping.get(key)


def _date(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
