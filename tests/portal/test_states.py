"""Every address of a proposal, call, project and so on × state × role × who may read it.

What is not allowed writes nothing; what is allowed leads where the table says. All of it is undone.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests.portal.state_answers import answers_for, typed_before
from tests.portal.state_table import NOBODYS, TABLES, WHEN
from tests.portal.state_world import KINDS, ROLES, STATES, Row, Scene, group, make_scene
from tests.portal.test_permissions import OUR_NAMES
from tomoni.journal.models import Entry
from tomoni.portal.views import errors

pytestmark = pytest.mark.django_db
# What every request may leave behind, whatever it answers.
TRACES = ("django_session", "journal_submission", "challenges_opening", "challenges_sighting")
# Public pages that lead nobody to the login: what is not public is not there.
OPEN_DOORS = ("challenge_detail", "project_feed", "post_picture", "agreement_file")
OF_PARTNERS = ("project_", "post_", "milestone_", "supporter", "agreement_", "item_")
OF_MATCHING = ("challenge_suggestions", "challenge_comparison", "challenge_feedback")
TURNS = 12
FREE_HAS_NONE = ("proposal_score", "conflict_lift")  # it is on no board


@dataclass(frozen=True)
class Line:
    """A line of the table; `name` may have the step or kind of its address after a colon."""

    name: str
    method: str
    may: str
    refused: str
    targets: dict[str, str]  # by the states in which it is opened or taken; "" where it stays
    otherwise: str

    @property
    def view(self) -> str:
        """The name of the URL."""
        return self.name.partition(":")[0]

    def is_now(self, row: Row) -> bool:
        """In this state it is opened, or the step is taken."""
        return self.target(row) is not None

    def target(self, row: Row) -> str | None:
        """Where the step leads from here, "" where the state stays; None where it is not taken."""
        words = ("always", *words_of(row))
        return next((self.targets[word] for word in words if word in self.targets), None)

    def answer_else(self, row: Row) -> str:
        """What the same people get in the other states."""
        for case in self.otherwise.replace("-", "404").split(","):
            when, _colon, answer = case.rpartition(":")
            if not when or not set(WHEN.get(when, when).split()).isdisjoint(words_of(row)):
                return answer
        raise AssertionError(self)


def words_of(row: Row) -> list[str]:
    """By what the table names the state of a row: submitted-public-free is all three."""
    return row.label.split("-")


def lines_of(kind: str) -> list[Line]:
    """The table of a kind, read."""
    lines = []
    for text in TABLES[kind].strip().splitlines()[1:]:
        name, method, may, refused, when, otherwise = text.split()
        lines.append(Line(name, method, may, refused, _targets(when), otherwise))
    if kind == "call":  # nothing else that is about a challenge opens a call, whoever asks
        named = {line.name for line in lines}
        others = [line for line in lines_of("challenge") if line.name not in named]
        lines += [Line(o.name, o.method, "-", "-", {}, "-") for o in others]
    return lines


def _targets(when: str) -> dict[str, str]:
    targets = {}
    for part in when.split(","):
        states, _arrow, target = part.partition(">")
        for state in " ".join(WHEN.get(each, each) for each in states.split("+")).split():
            targets[state] = target
    return targets


LINES = {kind: lines_of(kind) for kind in TABLES}


@pytest.fixture(autouse=True)
def _no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is answered counts here; what stands on the pages is read by their own tests."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(errors, "_page", lambda request, status: HttpResponse(status=status))


def test_every_address_of_these_kinds_has_a_line() -> None:
    """A new one without a line fails here."""
    named = {line.view for lines in LINES.values() for line in lines}
    assert {*named, *NOBODYS} == {
        name.partition(":")[2] for name in OUR_NAMES if _is_of_kinds(name)
    }


def _is_of_kinds(name: str) -> bool:
    app, _colon, view = name.partition(":")
    is_ours = app == "challenges" or (app == "partners" and view.startswith(OF_PARTNERS))
    return (is_ours or (app == "matching" and "challenge" in view)) and bool(converters_of(name))


def converters_of(name: str) -> set[str]:
    """What the address is filled with."""
    [(_pattern, keywords), *_rest] = forms_of(name)
    return set(keywords)


def forms_of(name: str) -> Any:
    """The forms of an address, as `reverse` finds them."""
    app, _colon, view = name.rpartition(":")
    resolver: Any = get_resolver()
    if app:
        _prefix, resolver = resolver.namespace_dict[app]
    return [(form, keywords) for form, keywords in resolver.reverse_dict.getlist(view)[0][0]]


# ----- asking ------------------------------------------------------------------------------------


def address(line: Line, kind: str, row: Row) -> str:
    """The address of the line about this row."""
    app = "partners" if kind in ("project", "agreement") else "challenges"
    app = "matching" if line.view in OF_MATCHING else app
    name = f"{app}:{line.view}"
    return reverse(name, kwargs={key: _filled(key, line, row) for key in converters_of(name)})


def _filled(key: str, line: Line, row: Row) -> Any:
    subject, _colon, step = row.subject, "", line.name.partition(":")[2]
    if key == "candidate":
        return f"listing-{row.rows['seed'].pk}" if "seed" in row.rows else "listing-1"
    if key in ("step", "kind", "what"):
        return step
    if key == "number":
        return row.rows["version"].number
    if key == "token" and "file" in row.rows:
        return row.rows["file"].token
    if key == "token":
        return row.rows["message_file"].token if "message_file" in row.rows else subject.draft_id
    if key == "pk":
        names = {"proposal_file": "attachment", "conflict_lift": "conflict"}
        names |= {"question_answer": "question", "task_assign:question": "question"}
        names |= {"post_edit": "post", "post_picture": "picture"}
        names |= dict.fromkeys(("milestone_change", "milestone_mark"), "milestone")
        names |= dict.fromkeys(("item_tell", "item_mark"), "item")
        hanging = names.get(line.name)
        return row.rows[hanging].pk if hanging in row.rows else 0 if hanging else subject.pk
    return getattr(subject, key)


class Asker:
    """Everybody with their browsers, and what each request wrote."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.written = scene, set[str]()
        self.clients, self.cookies = {}, {}
        for role, user in scene.users.items():
            self.clients[role] = Client()
            if user:
                self.clients[role].force_login(user)
            self.cookies[role] = self.clients[role].cookies.output(header="")

    def client(self, role: str) -> Client:
        """As it was after logging in."""
        client: Client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role])
        return client

    def _note(self, execute: Any, sql: str, *rest: Any) -> Any:
        verb, *words = sql.split(maxsplit=3)
        if verb in ("INSERT", "UPDATE", "DELETE"):
            self.written.add(words[verb != "UPDATE"].strip('"'))
        return execute(sql, *rest)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever is done inside is undone."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def ask(self, role: str, method: str, url: str, data: dict[str, Any]) -> HttpResponse:
        """What the person gets; `written` has the tables into which something was written."""
        client, self.written = self.client(role), set()
        with connection.execute_wrapper(self._note):
            response: Any = client.get(url) if method == "GET" else client.post(url, data)
            if response.streaming:
                list(response)  # read to its end, so that the file behind it is closed
        self.written = {table for table in self.written if table not in TRACES}
        return response  # type: ignore[no-any-return]


def status_of(response: HttpResponse) -> str:
    """The status, or "login" for a redirect there."""
    location = response.headers.get("Location", "")
    return "login" if location.startswith("/accounts/login/") else str(response.status_code)


def wrong(line: Line, kind: str, row: Row, role: str, asker: Asker) -> str:
    """What is not as the line says when the person asks; "" where all is well."""
    may = group(line.may, row.readers)
    with asker.undone():
        url = address(line, kind, row)
        if role not in may:
            said = _refusal(line, row, role)
            data = answers_for(line.name, asker.scene, row)
            got = status_of(asker.ask(role, line.method, url, data))
            if got != said:
                return f"{got}, not {said}"
            return f"wrote {asker.written}" if asker.written else ""
        return _of_allowed(line, row, role, asker, url)


def _refusal(line: Line, row: Row, role: str) -> str:
    if role == "visitor":
        return "404" if line.view in OPEN_DOORS else "login"
    is_gone = not line.is_now(row) and line.answer_else(row) == "404"
    is_gone = is_gone and (line.otherwise == "404" or role not in row.readers)
    return "403" if role in group(line.refused, row.readers) and not is_gone else "404"


def _of_allowed(line: Line, row: Row, role: str, asker: Asker, url: str) -> str:
    data = answers_for(line.name, asker.scene, row)
    if line.view.endswith(("_confirm", "_preview")):
        form = url.removesuffix("confirm/").removesuffix("preview/")
        data |= typed_before(line.view, asker.client(role), asker.scene, row, form)
    before, entries = row.subject.state, Entry.objects.count()
    got = status_of(asker.ask(role, line.method, url, data))
    after = type(row.subject).objects.values_list("state", flat=True).get(pk=row.subject.pk)
    is_now = line.is_now(row)
    otherwise = "" if is_now else line.answer_else(row)
    leads_to = line.target(row) or before
    if after != leads_to:
        return f"{got} and {before} → {after}, not {leads_to}"
    if line.method == "GET":
        said = "200" if is_now else otherwise.replace("back", "302")
        return "" if got == said else f"{got}, not {said}"
    happens = is_now or otherwise == "done"
    said = ("302", "200") if happens else (otherwise.replace("back", "302"),)
    if got not in said:
        return f"{got}, not {said}"
    if happens:
        return "" if asker.written else f"{got} and nothing is written"
    return "" if Entry.objects.count() == entries else "it was put on record"


def asked(line: Line, row: Row, turn: int) -> Iterator[str]:
    """Whoever the line names; and of the others each in turn, so that every one of them comes to
    every address in some states. WHOLE_TABLE=1 asks everybody everywhere.
    """
    named = group(line.may, row.readers) | group(line.refused, row.readers)
    for number, role in enumerate(ROLES, turn):
        if role in named or number % TURNS == 0 or os.environ.get("WHOLE_TABLE"):
            yield role


CASES = [(kind, state) for kind in TABLES for state in STATES[kind]]


@pytest.mark.parametrize(("kind", "state"), CASES, ids=["-".join(case) for case in CASES])
def test_everybody_gets_what_the_table_says_in_every_state(kind: str, state: str) -> None:
    scene = make_scene()
    rows, asker = list(KINDS[kind](scene, state)), Asker(scene)
    faults = []
    for turn, row in enumerate(rows, STATES[kind].index(state)):
        for number, line in enumerate(LINES[kind], turn):
            if row.label.endswith("-free") and line.name in FREE_HAS_NONE:
                continue
            for role in asked(line, row, number):
                if fault := wrong(line, kind, row, role, asker):
                    faults.append(f"{row.label} {line.name} {line.method} {role}: {fault}")
    assert not faults, "\n".join(faults[:40])
