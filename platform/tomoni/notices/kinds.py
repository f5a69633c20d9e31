"""The kinds of notice there are, and how each reaches a person unless the person says otherwise.

Each app registers its own in its `jobs.py`:

    kinds.register(
        Kind("challenges.invited", _("A city asks us to look at a challenge"), Group.CHALLENGES),
        words,
        rows=invitations_open_to,
    )

with the templates `templates/notices/challenges/invited_subject.txt` and `…/invited.txt`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from tomoni.accounts.models import User
    from tomoni.notices.models import Notice

Words = Callable[["Notice"], dict[str, Any] | None]
Rows = Callable[["User"], QuerySet[Any]]


class Pace(TextChoices):
    """When a notice is mailed; on the site it stands at once in any case."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NONE = "none", _("no mail")


class Group(TextChoices):
    """The headings of the preferences page, in their order there."""

    INTRODUCTIONS = "introductions", _("Introductions")
    SUGGESTIONS = "suggestions", pgettext_lazy("kind of notice", "Suggestions")
    PROPOSALS = "proposals", _("Proposals and projects")
    CHALLENGES = "challenges", _("Challenges and questions")
    MEETINGS = "meetings", _("Meetings")
    REGISTRATION = "registration", pgettext_lazy("kind of notice", "Registration")
    WORK = "work", _("Work of the office")


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `name` is "app.what_happened"; `label` says it on the preferences page. An *owed* one tells of a
    decision, or that somebody waits for an answer: it is always mailed, and where it usually is at
    once it stays so. A *public* one leads to a page that is open without login.
    """

    name: str
    label: str | Promise
    group: Group
    usual: Pace = Pace.NOW
    is_owed: bool = False
    is_public: bool = False

    @property
    def paces(self) -> list[Pace]:
        """What a person may choose from."""
        if not self.is_owed:
            return list(Pace)
        if self.usual == Pace.NOW:
            return [Pace.NOW]
        return [Pace.NOW, Pace.DAILY, Pace.WEEKLY]

    @property
    def template(self) -> str:
        """The path of its templates, without what they end in."""
        return f"notices/{self.name.replace('.', '/', 1)}"


@dataclass(frozen=True)
class Registered:
    """A kind with who words it and which rows a reader may see of what it is about."""

    kind: Kind
    words: Words
    rows: Rows | None


registered: dict[str, Registered] = {}


def register(kind: Kind, words: Words, *, rows: Rows | None = None) -> None:
    """Make a kind known; called once for each, in the `jobs.py` of its app.

    `words` is asked when a mail goes out and when the list is shown. It gives the context of the
    kind's templates from the rows as they are *then*, or None where it is no longer true (answered,
    closed, expired, hidden): nothing is sent or shown then.

    `rows` gives what of the notice's subject its reader may see at that time, with whatever `words`
    will ask of it (`select_related`). All notices of a page are asked for at once, so that a list
    costs the same for one and for twenty; one whose row is not among them is no longer true.
    """
    if kind.name in registered:
        raise ValueError(f"two kinds of notice are called {kind.name}")
    registered[kind.name] = Registered(kind, words, rows)


def all_kinds() -> list[Kind]:
    """Every kind, group by group in the order of the headings, then as they were registered."""
    order = list(Group)
    kinds = [each.kind for each in registered.values()]
    return sorted(kinds, key=lambda kind: order.index(kind.group))


def kind_of(name: str) -> Kind:
    """The kind of the name; LookupError where there is none."""
    if name not in registered:
        raise LookupError(f"no kind of notice is called {name}")
    return registered[name].kind
