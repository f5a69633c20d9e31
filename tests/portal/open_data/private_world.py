"""A world in which every text that is not public carries a mark of its own.

`PUBLIC` says by hand which texts of which rows everybody may read; all other texts of all rows of
all our models, those in JSON too, are replaced by marks, so whatever is added to a model is private
until it is named here. The rows are those of the role table, and what else a stranger must not
read. `PERSONAL` says which names of persons and ways to reach them the pages show and the data
sets leave out: they have marks too, which are known apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Case, Q, Value, When

from partners.models import Agreement, Listing, Partner
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_table,
)
from tests.portal.open_data.agreed import make_agreed
from tests.portal.roles import World, make_world

OURS = ("accounts", "taxonomy", "municipalities", "journal", "notices", "portal")
OURS += ("partners", "challenges", "matching", "events", "account", "sessions")
MARK = re.compile(r"zq\d+qz")
_CODE = re.compile(r"[a-z][a-z0-9_.:/-]*|\d*|20\d\d-\d\d-\d\d[T\d:.+Z-]*")  # in JSON: no text
_SHORTEST = 16  # a field with less room holds a code, not a text

_APPROVED = Q(state="approved")
_LISTED = Q(state__in=["published", "fulfilled"], visibility="public", partner__state="approved")
_OPENED = Q(
    Q(caller=None) | Q(caller__state="approved"),
    opened_at__isnull=False,
    state__in=["open", "closed", "selecting", "decided", "under_way", "completed", "cancelled"],
)
_ALL = Q()


def _of(path: str, condition: Q) -> Q:
    """The condition, asked of what the path leads to."""
    children = [
        _of(path, child) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1])
        for child in condition.children
    ]
    moved = Q(*children)
    moved.connector = condition.connector
    return ~moved if condition.negated else moved


_ANNOUNCED = ~Q(state="draft")
_SHOWN_PROJECT = Q(visibility="public")
_REGISTERED_AGREEMENT = Q(visibility="public") & ~Q(state="draft")
_REGISTER = Agreement.objects.filter(_REGISTERED_AGREEMENT)
_PUBLISHED_REPORT = Q(state="published")
_CHOSEN_PITCH = Q(state="chosen") & _of("event", _ANNOUNCED)

# Model → (rows everybody may read, their public texts).
PUBLIC: dict[str, list[tuple[Q, str]]] = {
    "taxonomy.*": [(_ALL, "*")],
    "municipalities.municipality": [(_ALL, "*")],
    "municipalities.section": [(_ALL, "*")],
    "municipalities.vision": [(_ALL, "*")],
    "municipalities.refusalground": [(_ALL, "*")],
    "partners.partner": [
        (_APPROVED, "name description declaration website receipt kana"),
        (_APPROVED & Q(shows_address=True), "address"),
        (_APPROVED & Q(shows_phone=True), "phone"),
        (Q(state="lapsed"), "name"),
        # Who has signed a public agreement stays named in the register, whatever comes later.
        (Q(agreement_places__agreement__in=_REGISTER), "name"),
        (Q(mediated_agreements__in=_REGISTER), "name"),
    ],
    "partners.listing": [(_LISTED, "title body area image_alt")],
    "partners.listingfile": [(_of("listing", _LISTED), "name alt")],
    "partners.news": [
        (
            Q(visibility="public", hidden_at=None, partner__state="approved"),
            "title body place image_alt link",
        )
    ],
    "partners.target": [(_of("partner", _APPROVED), "what by_when measure text unit")],
    "partners.project": [
        (_SHOWN_PROJECT, "title summary outcome lessons end_reason people_counted")
    ],
    "partners.post": [(Q(is_public=True) & _of("project", _SHOWN_PROJECT), "title text")],
    "partners.postpicture": [
        (Q(post__is_public=True) & _of("post__project", _SHOWN_PROJECT), "alt")
    ],
    "partners.milestone": [(Q(is_public=True) & _of("project", _SHOWN_PROJECT), "title")],
    "partners.move": [
        (Q(milestone__is_public=True) & _of("milestone__project", _SHOWN_PROJECT), "reason")
    ],
    "partners.figure": [(_of("project", _SHOWN_PROJECT), "label unit")],
    "partners.goaloutcome": [(_of("project", _SHOWN_PROJECT), "text unit")],
    "partners.agreement": [(_REGISTERED_AGREEMENT, "title purposes place press_text end_reason")],
    "partners.agreementparty": [(_of("agreement", _REGISTERED_AGREEMENT), "name part")],
    "partners.signatory": [(_of("party__agreement", _REGISTERED_AGREEMENT), "position")],
    "partners.cooperationitem": [(_of("agreement", _REGISTERED_AGREEMENT), "title body")],
    "challenges.challenge": [
        (
            _OPENED,
            "title wish background project_name project_content expected_outcomes offered",
        ),
        (
            _OPENED,
            "asked_of_advisers money conditions remarks result report cancel_reason close_reason",
        ),
    ],
    "challenges.subtheme": [(_of("challenge", _OPENED), "title")],
    "challenges.contact": [(_of("challenge", _OPENED), "organisation")],
    "challenges.criterion": [(_of("challenge", _OPENED), "name meaning")],
    "challenges.question": [(_of("challenge", _OPENED), "text answer")],
    "challenges.extension": [(_of("challenge", _OPENED), "reason")],
    "events.series": [(_ALL, "name")],
    "events.event": [(_ANNOUNCED, "title summary organisers venue address cancel_reason")],
    "events.programmeitem": [(_of("event", _ANNOUNCED), "title note")],
    "events.table": [(_of("event", _ANNOUNCED), "theme")],
    "events.duty": [(_of("event", _ANNOUNCED), "affiliation")],
    "events.pitch": [(_CHOSEN_PITCH, "title summary ask")],
    "events.report": [(_PUBLISHED_REPORT, "title text")],
    "events.reporttag": [(_ALL, "*")],
    "events.reportphoto": [(_of("report", _PUBLISHED_REPORT), "alt caption")],
}

# The same of names of persons and how they are reached, which no data set has.
PERSONAL: dict[str, list[tuple[Q, str]]] = {
    "partners.signatory": [(_of("party__agreement", _REGISTERED_AGREEMENT), "name")],
    "challenges.contact": [(_of("challenge", _OPENED), "person phone email")],
    "events.duty": [(_of("event", _ANNOUNCED), "name")],
    "events.pitch": [(_CHOSEN_PITCH, "presenter")],
}


@dataclass(frozen=True)
class PrivateWorld:
    """The rows, and of which text each mark is: {"zq12qz": "partners.partner.phone 3"}.

    `private` are the marks that no page may show, `personal` those that pages alone may show.
    """

    world: World
    private: dict[str, str]
    personal: dict[str, str]


def make_private_world() -> PrivateWorld:
    """The rows with their marks."""
    world = make_world()
    city = make_municipality()
    owner = make_partner(municipality=city, phone="0537-00-0000", shows_phone=False)
    make_member(owner)
    make_listing(owner, visibility=Listing.Visibility.STAFF)
    make_listing(owner, visibility=Listing.Visibility.PARTNERS)
    make_listing(owner, state=Listing.State.DRAFT, published_at=None)
    for state in (Partner.State.SUSPENDED, Partner.State.WITHDRAWN, Partner.State.LAPSED):
        gone = make_partner(municipality=city, state=state)
        make_listing(gone)
        make_agreed(city, gone, intermediary=gone)
    make_agreed(city, owner, visibility=Agreement.Visibility.PARTIES)
    make_agreed(city, owner, state=Agreement.State.DRAFT, signed_on=None)
    world.rows["agreement"] = make_agreed(city, owner)
    _name_persons(world.rows["agreement"], owner)
    marks, shown = dict(_mark_all()), _named_on_pages()
    personal = {mark: text for mark, text in marks.items() if text in shown}
    private = {mark: text for mark, text in marks.items() if text not in shown}
    return PrivateWorld(world, private, personal)


def _name_persons(agreement: Agreement, owner: Partner) -> None:
    """Who has signed, whom to ask, who advises at a table: public on the pages."""
    agreement.parties.get(partner=owner).signatories.create(position="会長", name="例田 花子")
    make_challenge(owner.municipality).contacts.create(
        organisation="企画課", person="例田 次郎", phone="0537-21-1127", email="kikaku@example.jp"
    )
    make_table(make_event(owner.municipality), adviser="例田 三郎")


def _named_on_pages() -> set[str]:
    return {
        f"{label}.{name} {row.pk}"
        for label, rules in PERSONAL.items()
        for condition, names in rules
        for row in apps.get_model(label)._base_manager.filter(condition)
        for name in names.split()
    }


def _mark_all() -> Iterator[tuple[str, str]]:
    numbers = count(1)
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.proxy:
            for field in model._meta.concrete_fields:
                if _takes_text(field):
                    yield from _mark(model, field, numbers)
                elif isinstance(field, models.JSONField):
                    yield from _mark_json(model, field, numbers)


def _takes_text(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_code = isinstance(field, models.SlugField) or field.choices or field.generated
    room = field.max_length if isinstance(field, models.CharField) else None
    return is_text and not is_code and not (room and room < _SHORTEST) and not field.primary_key


def _mark(model: Any, field: Any, numbers: Iterator[int]) -> Iterator[tuple[str, str]]:
    """Of all rows in one statement; one by one where a rule of the table refuses some of them."""
    private = model._base_manager.exclude(pk__in=_public_rows(model, field).values("pk"))
    keys = list(private.order_by().values_list("pk", flat=True))
    marks = {key: f"zq{next(numbers)}qz" for key in keys}
    for some in [keys, *([key] for key in keys)] if keys else []:
        try:
            with transaction.atomic():
                _write(model, field, {key: marks[key] for key in some})
        except DatabaseError:
            continue  # it holds nothing, and a rule of the table keeps it so
        yield from ((marks[key], f"{model._meta.label_lower}.{field.name} {key}") for key in some)
        if some is keys:
            return


def _mark_json(model: Any, field: Any, numbers: Iterator[int]) -> Iterator[tuple[str, str]]:
    private = model._base_manager.exclude(pk__in=_public_rows(model, field).values("pk"))
    for key, value in private.order_by().values_list("pk", field.attname):
        mark = f"zq{next(numbers)}qz"
        marked = _with_mark(value, mark)
        if marked == value:
            continue
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{field.attname: marked})
        except DatabaseError:
            continue  # a table that is only added to
        yield mark, f"{model._meta.label_lower}.{field.name} {key}"


def _with_mark(value: Any, mark: str) -> Any:
    """The value with the mark in the place of every text in it; codes and days stay."""
    if isinstance(value, dict):
        return {name: _with_mark(each, mark) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_mark(each, mark) for each in value]
    return mark if isinstance(value, str) and not _CODE.fullmatch(value) else value


def _write(model: Any, field: Any, marks: dict[Any, str]) -> None:
    cases = [When(pk=key, then=Value(_shaped(field, mark))) for key, mark in marks.items()]
    rows = model._base_manager.filter(pk__in=list(marks))
    rows.update(**{field.attname: Case(*cases, output_field=models.TextField())})


def _public_rows(model: Any, field: Any) -> Any:
    """The rows of which everybody may read this text."""
    label = model._meta.label_lower
    rules = PUBLIC.get(label) or PUBLIC.get(f"{model._meta.app_label}.*") or []
    allowed = Q(pk__in=[])
    for condition, names in rules:
        if names == "*" or field.name in names.split():
            allowed |= Q(pk__in=model._base_manager.filter(condition).values("pk"))
    return model._base_manager.filter(allowed)


def _shaped(field: Any, mark: str) -> str:
    if isinstance(field, models.EmailField):
        return f"{mark}@example.jp"
    return f"https://{mark}.example.jp/" if isinstance(field, models.URLField) else mark


def marks_in(content: str) -> set[str]:
    """The marks that a text contains."""
    return set(MARK.findall(content))
