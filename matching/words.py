"""A score in words: how close, and why, taken from the addends and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypedDict

from django.db.models import QuerySet, Value
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from matching.engine import OTHER_WORDS, Addend
from matching.engine.ranking import USUAL_HERE
from tomoni.taxonomy.models import Field, Goal, ResourceKind, Row
from tomoni.taxonomy.vocabulary import all_goals


class Reason(TypedDict):
    """One line under a match. `goals` are those the words name, for their chips."""

    kind: str
    words: str
    rare: bool
    goals: list[Goal]


@dataclass(frozen=True)
class Names:
    """What slugs and sub-themes are called in the reader's language."""

    slugs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)

    @classmethod
    def of(cls, addends: Iterable[Addend]) -> "Names":
        """Those that the addends name, in one query at most."""
        slugs: dict[str, set[str]] = {"field": set(), "resource": set()}
        for addend in addends:
            if addend.kind in slugs:
                slugs[addend.kind].add(addend.key)
        goals = {str(goal.number): goal for goal in all_goals()}
        return cls(_names_of(slugs), goals)


def _names_of(slugs: Mapping[str, set[str]]) -> dict[tuple[str, str], str]:
    if not any(slugs.values()):
        return {}
    rows = _slugs(Field, "field", slugs).union(_slugs(ResourceKind, "resource", slugs))
    is_japanese = get_language() == "ja"
    return {(kind, slug): ja if is_japanese else en or ja for kind, slug, ja, en in rows}


def _slugs(model: type[Row], kind: str, wanted: Mapping[str, set[str]]) -> QuerySet[Any, Any]:
    rows = model._default_manager.filter(slug__in=wanted[kind]).order_by()
    return rows.annotate(kind=Value(kind)).values_list("kind", "slug", "name_ja", "name_en")


def level_words(level: int) -> str:
    """The five steps of closeness, never a per cent."""
    return {
        5: pgettext("closeness", "Very close"),
        4: pgettext("closeness", "Close"),
        3: pgettext("closeness", "Fairly close"),
        2: pgettext("closeness", "Some overlap"),
    }.get(level, pgettext("closeness", "Worth a look"))


def reasons(
    addends: Iterable[Addend], names: Names, sub_themes: Sequence[str] = ()
) -> list[Reason]:
    """The addends as lines: one per kind, rarity and sub-theme, and every addend in one of them.

    Rare ones come first, then the heavier; what has nothing to do with the content comes last.
    """
    ordered = sorted(addends, key=_group)
    groups = [list(rows) for _key, rows in groupby(ordered, key=_group)]
    groups.sort(key=_precedence)
    return [_reason(rows, names, sub_themes) for rows in groups]


def _group(addend: Addend) -> tuple[str, bool, int]:
    part = -1 if addend.part is None else addend.part
    name = addend.key if addend.kind == "bonus" else ""
    return addend.kind + name, addend.rare, part


def _precedence(rows: list[Addend]) -> tuple[bool, bool, bool, float]:
    weight, kind = sum(row.value for row in rows), rows[0].kind
    return kind == "usual", not rows[0].rare, kind == "bonus", -weight


def _reason(rows: list[Addend], names: Names, sub_themes: Sequence[str]) -> Reason:
    kind, part = rows[0].kind, rows[0].part
    heaviest_first = sorted(rows, key=lambda row: -row.value)
    keys = [row.key for row in heaviest_first]
    goals = [names.goals[key] for key in keys if kind == "goal" and key in names.goals]
    words = _WORDS[kind](keys, names)
    if part is not None and part < len(sub_themes):
        words = _("Sub-theme “%(title)s”: %(reason)s") % {
            "title": sub_themes[part],
            "reason": words,
        }
    return {"kind": kind, "words": words, "rare": rows[0].rare, "goals": goals}


def _text(keys: list[str], names: Names) -> str:
    known = [key for key in keys if key != OTHER_WORDS]
    if not known:
        return _("Both use several of the same words")
    words = _and_others(known) if OTHER_WORDS in keys else _listed(known)
    return _("Both speak of: %(words)s") % {"words": words}


def _goals(keys: list[str], names: Names) -> str:
    goals = [names.goals[key] for key in keys if key in names.goals]
    words = _listed(f"{goal.number} {goal.name}" for goal in goals)
    return _("Goals in common: %(names)s") % {"names": words}


def _fields(keys: list[str], names: Names) -> str:
    words = _listed(names.slugs.get(("field", key), key) for key in keys)
    return _("Fields in common: %(names)s") % {"names": words}


def _resources(keys: list[str], names: Names) -> str:
    words = _listed(names.slugs.get(("resource", key), key) for key in keys)
    return _("Sought on one side, offered on the other: %(names)s") % {"names": words}


def _bonus(keys: list[str], names: Names) -> str:
    said = {
        "different_sector": _("Different lines of business, so each may have what the other lacks"),
        "same_prefecture": _("In the same prefecture, so it is easy to meet"),
        "neighbouring_prefecture": _("In neighbouring prefectures"),
        "freshness": _("Published not long ago"),
    }
    return _listed(said.get(key, key) for key in keys)


def _usual(keys: list[str], names: Names) -> str:
    if len(keys) > 1:
        return _("Both have others that are about as close")
    if keys == [USUAL_HERE]:
        return _("There are others that are about as close to this one")
    return _("The other side has others that are about as close")


_WORDS = {
    "usual": _usual,
    "text": _text,
    "goal": _goals,
    "field": _fields,
    "resource": _resources,
    "bonus": _bonus,
}


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(words)


def _and_others(words: list[str]) -> str:
    return _("%(words)s and others") % {"words": _listed(words)}
