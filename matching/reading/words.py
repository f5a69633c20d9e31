"""A score in words: how close, and why, taken from the addends and nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypedDict

from django.core.cache import cache
from django.db.models import QuerySet, Value
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from matching.engine import OTHER_WORDS, Addend
from matching.engine.ranking import USUAL_HERE
from matching.engine.reasons import NEAR
from matching.engine.shortfalls import Shortfall
from tomoni.taxonomy.models import Field, Goal, ResourceKind, Row
from tomoni.taxonomy.vocabulary import all_goals

NAMES_KEPT = 60  # seconds


class Reason(TypedDict):
    """One line under a match. `goals` are those the words name, for their chips."""

    kind: str
    words: str
    rare: bool
    goals: list[Goal]


_Said = Callable[[list[str], "Names"], str]


@dataclass(frozen=True)
class Names:
    """What slugs and sub-themes are called in the reader's language."""

    slugs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)

    @classmethod
    def of(cls, addends: Iterable[Addend]) -> "Names":
        """At least those that the addends name; the vocabulary is asked for once in a while."""
        slugs: dict[str, set[str]] = {"field": set(), "resource": set()}
        for addend in addends:
            if addend.kind in slugs:
                slugs[addend.kind].add(addend.key)
        goals = {str(goal.number): goal for goal in all_goals()}
        return cls(_names_of(slugs), goals)


def _names_of(slugs: Mapping[str, set[str]]) -> dict[tuple[str, str], str]:
    if not any(slugs.values()):
        return {}
    rows = cache.get_or_set("matching.names", _vocabulary, NAMES_KEPT) or []
    is_japanese = get_language() == "ja"
    return {(kind, slug): ja if is_japanese else en or ja for kind, slug, ja, en in rows}


def _vocabulary() -> list[tuple[str, str, str, str]]:
    return list(_slugs(Field, "field").union(_slugs(ResourceKind, "resource")))


def _slugs(model: type[Row], kind: str) -> QuerySet[Any, Any]:
    rows = model._default_manager.order_by().annotate(kind=Value(kind))
    return rows.values_list("kind", "slug", "name_ja", "name_en")


def level_words(level: int) -> str:
    """The five steps of closeness, never a per cent."""
    return {
        5: pgettext("closeness", "Very close"),
        4: pgettext("closeness", "Close"),
        3: pgettext("closeness", "Fairly close"),
        2: pgettext("closeness", "Some overlap"),
    }.get(level, pgettext("closeness", "Worth a look"))


def reasons(
    addends: Iterable[Addend],
    names: Names,
    sub_themes: Sequence[str] = (),
    *,
    is_mutual: bool = False,
    both_seek: bool = False,
    of_theme: bool = False,
) -> list[Reason]:
    """The addends as lines: one per kind, rarity and sub-theme, and every addend in one of them.

    Rare ones come first, then the heavier; what has nothing to do with the content comes last, and
    before it, if it is so, that each is high on the other's list. Of two needs ``both_seek``; the
    fields ``of_theme`` are not what anybody ticked but what its words speak of.
    """
    ordered = sorted(addends, key=_group)
    groups = [list(rows) for _key, rows in groupby(ordered, key=_group)]
    groups.sort(key=_precedence)
    said = {**_WORDS, "resource": _sought} if both_seek else _WORDS
    said = {**said, "field": _fields_of_theme} if of_theme else said
    lines = [_reason(rows, names, sub_themes, said) for rows in groups]
    if is_mutual:
        about_content = sum(rows[0].kind not in ("bonus", "usual") for rows in groups)
        lines.insert(about_content, _mutual())
    return lines


def _mutual() -> Reason:
    return {"kind": "mutual", "words": mutual_words(), "rare": False, "goals": []}


def mutual_words() -> str:
    """What a match is told by that both sides find near."""
    return _("High on each other's list: each is among the ten nearest to the other")


def _group(addend: Addend) -> tuple[str, bool, int]:
    part = -1 if addend.part is None else addend.part
    return addend.kind, addend.rare, part


def _precedence(rows: list[Addend]) -> tuple[bool, bool, bool, float]:
    weight, kind = sum(row.value for row in rows), rows[0].kind
    return kind == "usual", not rows[0].rare, kind == "bonus", -weight


def _reason(
    rows: list[Addend], names: Names, sub_themes: Sequence[str], said: Mapping[str, _Said]
) -> Reason:
    kind = rows[0].kind
    heaviest_first = sorted(rows, key=lambda row: -row.value)
    keys = [row.key for row in heaviest_first]
    goals = [names.goals[key] for key in keys if kind == "goal" and key in names.goals]
    words = _through(rows[0].part, sub_themes, said[kind](keys, names))
    return {"kind": kind, "words": words, "rare": rows[0].rare, "goals": goals}


def addend_words(addend: Addend, names: Names, sub_themes: Sequence[str] = ()) -> str:
    """A single addend as a row of a table."""
    return _through(addend.part, sub_themes, _addend_words(addend, names))


def _through(part: int | None, sub_themes: Sequence[str], words: str) -> str:
    if part is None or part >= len(sub_themes):
        return words
    return _("Sub-theme “%(title)s”: %(reason)s") % {"title": sub_themes[part], "reason": words}


def _addend_words(addend: Addend, names: Names) -> str:
    if addend.kind == "text" and addend.key == OTHER_WORDS:
        return _("Other words in common or alike")
    if addend.kind == "text" and NEAR in addend.key:
        return _similar_words([addend.key])
    said = {
        "text": _("The word “%(name)s”"),
        "goal": _("Goal %(name)s"),
        "field": _("Field: %(name)s"),
        "resource": _("Resource: %(name)s"),
    }.get(addend.kind)
    if said is None:
        return _WORDS[addend.kind]([addend.key], names)
    return said % {"name": _name(addend, names)}


def _name(addend: Addend, names: Names) -> str:
    if goal := names.goals.get(addend.key) if addend.kind == "goal" else None:
        return f"{goal.number} {goal.name}"
    return names.slugs.get((addend.kind, addend.key), addend.key)


def _text(keys: list[str], names: Names) -> str:
    same = [key for key in keys if key != OTHER_WORDS and NEAR not in key]
    near = [key for key in keys if NEAR in key]
    if not same and not near:
        return _("Both use several of the same or similar words")
    said = [_same_words(same, has_more=OTHER_WORDS in keys)] if same else []
    return _(". ").join([*said, _similar_words(near)] if near else said)


def _same_words(words: list[str], *, has_more: bool) -> str:
    said = _and_others(words) if has_more else listed(words)
    return _("Both speak of: %(words)s") % {"words": said}


def _similar_words(keys: Iterable[str]) -> str:
    """Different words for about the same, the reader's own first."""
    pairs = (key.split(NEAR, 1) for key in keys)
    said = (_("“%(here)s” and “%(there)s”") % {"here": a, "there": b} for a, b in pairs)
    return _("Similar words: %(words)s") % {"words": listed(said)}


def _goals(keys: list[str], names: Names) -> str:
    goals = [names.goals[key] for key in keys if key in names.goals]
    words = listed(f"{goal.number} {goal.name}" for goal in goals)
    return _("Goals in common: %(names)s") % {"names": words}


def _fields(keys: list[str], names: Names) -> str:
    words = listed(names.slugs.get(("field", key), key) for key in keys)
    return _("Fields in common: %(names)s") % {"names": words}


def _fields_of_theme(keys: list[str], names: Names) -> str:
    words = listed(names.slugs.get(("field", key), key) for key in keys)
    return _("In the field of this theme: %(names)s") % {"names": words}


def _resources(keys: list[str], names: Names) -> str:
    words = listed(names.slugs.get(("resource", key), key) for key in keys)
    return _("Sought on one side, offered on the other: %(names)s") % {"names": words}


def _sought(keys: list[str], names: Names) -> str:
    words = listed(names.slugs.get(("resource", key), key) for key in keys)
    return _("Both look for: %(names)s") % {"names": words}


def _bonus(keys: list[str], names: Names) -> str:
    """A sentence about a single one; several are named in one line, being about no content."""
    if len(keys) > 1:
        return _("Besides: %(words)s") % {"words": listed(map(_bonus_name, keys))}
    said = {
        "different_sector": _("Different lines of business, so each may have what the other lacks"),
        "same_prefecture": _("In the same prefecture, so it is easy to meet"),
        "neighbouring_prefecture": _("In neighbouring prefectures"),
        "freshness": _("Published not long ago"),
    }
    return said.get(keys[0], keys[0])


def _bonus_name(key: str) -> str:
    return {
        "different_sector": pgettext("bonus", "different lines of business"),
        "same_prefecture": pgettext("bonus", "same prefecture"),
        "neighbouring_prefecture": pgettext("bonus", "neighbouring prefectures"),
        "freshness": pgettext("bonus", "not long ago"),
    }.get(key, key)


def _usual(keys: list[str], names: Names) -> str:
    if len(keys) > 1:
        return _("A little is taken off, as both could turn to others")
    if keys == [USUAL_HERE]:
        return _("A little is taken off, as this side could turn to others")
    return _("A little is taken off, as the other side could turn to others")


def _meaning(keys: list[str], names: Names) -> str:
    return _("The texts mean something similar")


_WORDS: Mapping[str, _Said] = {
    "usual": _usual,
    "text": _text,
    "goal": _goals,
    "field": _fields,
    "resource": _resources,
    "meaning": _meaning,
    "bonus": _bonus,
}


def shortfall_words(shortfall: Shortfall) -> str:
    """One sentence about what keeps two from being closer."""
    said = _SHORTFALLS[shortfall.code](shortfall)
    return said % {"count": shortfall.count, "labels": _label_words(shortfall.kind)}


def _label_words(kind: str) -> str:
    return {
        "goal": pgettext("chosen", "goals"),
        "field": pgettext("chosen", "administrative fields"),
        "resource": pgettext("chosen", "kinds of resources"),
    }.get(kind, "")


def _few_words(shortfall: Shortfall) -> str:
    if shortfall.count:
        return _("The two texts have few words in common.")
    return _("The two texts have no words in common.")


def _unticked(shortfall: Shortfall) -> str:
    return {
        "here": _("This side has chosen no %(labels)s."),
        "there": _("The other side has chosen no %(labels)s."),
    }.get(shortfall.where, _("Neither side has chosen any %(labels)s."))


def _many(shortfall: Shortfall) -> str:
    if shortfall.where == "here":
        return _("This side has chosen %(count)d %(labels)s: with so many, each says little.")
    return _("The other side has chosen %(count)d %(labels)s: with so many, each says little.")


def _as_close(shortfall: Shortfall) -> str:
    return {
        "here": _("This side has others that are about as close."),
        "there": _("The other side has others that are about as close."),
    }.get(shortfall.where, _("Both have others that are about as close."))


_SHORTFALLS: Mapping[str, Callable[[Shortfall], str]] = {
    "words": _few_words,
    "apart": lambda shortfall: _("Both have chosen %(labels)s, but none in common."),
    "unticked": _unticked,
    "many": _many,
    "usual": _as_close,
    "far": lambda shortfall: _("They are neither in the same prefecture nor in neighbouring ones."),
    "same_sector": lambda shortfall: _("Both are in the same line of business."),
}


def listed(words: Iterable[str]) -> str:
    """Side by side, as the language does it."""
    return _(", ").join(words)


def _and_others(words: list[str]) -> str:
    return _("%(words)s and others") % {"words": listed(words)}
