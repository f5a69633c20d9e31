"""All that the search looks through keeps in its rows what it has chosen, whoever writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from challenges.models import Challenge
from events.models import Event, Report
from partners.models import Agreement, CooperationItem, News, Partner, Project
from tests.factories import (
    make_agreement,
    make_challenge,
    make_event,
    make_item,
    make_listing,
    make_municipality,
    make_news,
    make_partner,
    make_project,
    make_user,
)
from tests.keeping import MODELS, assert_kept, kept, recounted
from tomoni.chosen import kept_name
from tomoni.facets import Filter, by_field, by_goal, by_municipality, by_vocabulary
from tomoni.portal.sources import SOURCES
from tomoni.taxonomy.models import Field, PartnerType, ResourceKind

pytestmark = pytest.mark.django_db


@dataclass
class There:
    """One row of each kind, and a second agreement."""

    partner: Partner
    challenge: Challenge
    event: Event
    report: Report
    project: Project
    news: News
    agreement: Agreement
    other: Agreement

    @property
    def item(self) -> CooperationItem:
        """The first of the agreement."""
        return self.agreement.items.all()[0]


def _type(slug: str) -> PartnerType:
    return PartnerType.objects.get(slug=slug)


@pytest.fixture
def there() -> There:
    partner = make_partner()
    event = make_event()
    there = There(
        partner,
        make_challenge(goals=(11, 12)),
        event,
        Report.objects.create(event=event, title="x", text="y", written_by=make_user()),
        make_project(partner),
        make_news(partner, goals=(3, 4)),
        make_agreement(partner, make_partner(type=_type("npo")), "商店会"),
        make_agreement("組合", "会", municipality=make_municipality()),
    )
    there.challenge.sought_resources.set(ResourceKind.objects.all()[:2])
    there.event.goals.set([5, 6])
    there.project.goals.set([7, 8])
    make_item(there.agreement, goal_id=9, field=Field.objects.first())
    make_item(there.agreement, goal_id=9, field=Field.objects.last())
    make_item(there.agreement)
    make_item(there.other, goal_id=2)
    return there


def _fields() -> Any:
    return Field.objects.all()[:3]


def _moves(there: There) -> None:
    Partner.objects.filter(pk=there.partner.pk).update(municipality=make_municipality())


def _becomes_another(there: There) -> None:
    there.partner.type = _type("university")
    there.partner.save()


def _holds_the_meeting_elsewhere(there: There) -> None:
    there.event.municipality = make_municipality()
    there.event.save()


def _adds_many_pairs(there: There) -> None:
    pair = Event.fields.through
    pair.objects.bulk_create(pair(event=there.event, field=field) for field in _fields())


def _turns_pairs(there: There) -> None:
    Challenge.primary_goals.through.objects.filter(goal=11).update(goal=1)


def _gives_pairs_to_another(there: There) -> None:
    other = make_project()
    Project.goals.through.objects.filter(project=there.project).update(project=other)


def _saves_an_item(there: There) -> None:
    item = there.item
    item.goal, item.field = None, Field.objects.all()[1]
    item.save()


def _turns_the_party(there: There) -> None:
    party = there.agreement.parties.get(partner=there.partner)
    party.partner, party.name = None, "個人"
    party.save()


def _empties(model: Any, relation: str) -> Callable[[There], None]:
    """Everything that there is of the relation goes."""
    return lambda _there: getattr(model, relation).through.objects.all().delete()


def _retypes_parties(there: There) -> None:
    there.agreement.parties.filter(partner=None).update(type=_type("university"))


def _moves_a_party(there: There) -> None:
    there.agreement.parties.filter(partner=there.partner).update(
        agreement=there.other, is_lead=False
    )


WAYS: dict[str, tuple[Any, Callable[[There], Any]]] = {
    "goals set": (Challenge, lambda there: there.challenge.primary_goals.set([2, 3])),
    "goal added": (Challenge, lambda there: there.challenge.related_goals.add(7)),
    "goal taken away": (Challenge, lambda there: there.challenge.primary_goals.remove(11)),
    "goals turned": (Challenge, _turns_pairs),
    "fields of a challenge": (Challenge, lambda there: there.challenge.fields.set(_fields())),
    "resources gone": (Challenge, _empties(Challenge, "sought_resources")),
    "challenge moves": (
        Challenge,
        lambda there: Challenge.objects.update(municipality=make_municipality()),
    ),
    "challenge deleted": (Challenge, lambda there: there.challenge.delete()),
    "goals of a meeting": (Event, lambda there: there.event.goals.add(1)),
    "many pairs at once": (Event, _adds_many_pairs),
    "meeting moves": (Event, _holds_the_meeting_elsewhere),
    "meeting of a report moves": (Report, _holds_the_meeting_elsewhere),
    "report of another meeting": (Report, lambda there: Report.objects.update(event=make_event())),
    "goals of a project": (Project, lambda there: there.project.goals.remove(7)),
    "fields of a project": (Project, lambda there: there.project.fields.set(_fields())),
    "pairs of another project": (Project, _gives_pairs_to_another),
    "project moves": (
        Project,
        lambda there: Project.objects.update(municipality=make_municipality()),
    ),
    "goals of news": (News, lambda there: there.news.goals.clear()),
    "fields of news": (News, lambda there: there.news.fields.set(_fields())),
    "partner of news moves": (News, _moves),
    "partner of news is another": (News, _becomes_another),
    "news of another partner": (News, lambda there: News.objects.update(partner=make_partner())),
    "item more": (Agreement, lambda there: make_item(there.agreement, goal_id=13)),
    "item changed": (Agreement, lambda there: there.agreement.items.update(goal=14)),
    "item saved": (Agreement, _saves_an_item),
    "item less": (Agreement, lambda there: there.item.delete()),
    "items of another agreement": (
        Agreement,
        lambda there: there.agreement.items.update(agreement=there.other),
    ),
    "party more": (
        Agreement,
        lambda there: there.other.parties.create(partner=make_partner(type=_type("npo"))),
    ),
    "party that is named has a type": (Agreement, _retypes_parties),
    "party turned": (Agreement, _turns_the_party),
    "party of another agreement": (Agreement, _moves_a_party),
    "parties less": (Agreement, lambda there: there.agreement.parties.all().delete()),
    "partner that agreed is another": (Agreement, _becomes_another),
    "agreement moves": (
        Agreement,
        lambda there: Agreement.objects.update(municipality=make_municipality()),
    ),
    "agreement deleted": (Agreement, lambda there: there.agreement.delete()),
}


@pytest.mark.parametrize(("model", "write"), WAYS.values(), ids=WAYS)
def test_whoever_writes_it_is_kept(there: There, model: Any, write: Callable[[There], Any]) -> None:
    assert_kept()
    before = kept(model)
    write(there)
    assert_kept()
    assert kept(model) != before


RELATIONS = [
    (model, step.name)
    for model in MODELS
    for step in model._meta.many_to_many
    if kept_name(model, step.name)
]


@pytest.mark.parametrize(("model", "relation"), RELATIONS)
def test_every_table_of_pairs_is_watched(there: There, model: Any, relation: str) -> None:
    row = model.objects.first() or make_listing(there.partner)
    step = model._meta.get_field(relation)
    one, other = step.related_model.objects.order_by("-pk")[:2]
    pairs = step.remote_field.through.objects.filter(**{step.m2m_field_name(): row})

    def has(choice: Any) -> bool:
        assert_kept(model)
        return f"{relation}={choice.pk}" in model.objects.get(pk=row.pk).chosen

    pairs.delete()
    assert not has(one)
    getattr(row, relation).add(one)
    assert has(one)
    pairs.update(**{step.m2m_reverse_field_name(): other})
    assert has(other)
    assert not has(one)
    pairs.delete()
    assert not has(other)


def test_what_both_paths_lead_to_is_there_once(there: There) -> None:
    company = _type("company")
    there.agreement.parties.filter(partner=None).update(type=company)
    there.agreement.parties.create(name="企業", type=company)
    make_item(there.agreement, goal_id=9)
    there.agreement.refresh_from_db()
    assert there.agreement.chosen.count(f"party_types={company.pk}") == 1
    assert there.agreement.chosen.count("items__goal=9") == 1
    # And it stays while one of them leads there.
    there.agreement.parties.filter(partner=None).delete()
    assert f"party_types={company.pk}" in recounted(Agreement)[0]
    assert_kept()


def test_what_does_not_matter_leaves_the_row_alone(there: There) -> None:
    """Its item may be ticked off while the agreement is being written: neither waits."""

    def place() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ctid FROM partners_agreement WHERE id = %s", [there.agreement.pk]
            )
            return cursor.fetchone()

    before = place()
    there.item.done_on = date(2026, 4, 1)
    there.item.save(update_fields=["done_on"])
    CooperationItem.objects.update(title="別の題")
    there.agreement.parties.update(is_lead=False)
    assert place() == before
    CooperationItem.objects.filter(pk=there.item.pk).update(goal=7)
    assert place() != before
    assert_kept()


def test_what_is_given_for_it_is_not_looked_at(there: There) -> None:
    for model in MODELS:
        model.objects.update(chosen=["goals=1"])
    there.event.save()
    assert_kept()


def test_everything_the_search_is_narrowed_by_is_kept() -> None:
    for source in SOURCES:
        model = source.rows(AnonymousUser()).model
        assert model in MODELS
        for each in source.filters:
            assert isinstance(each, Filter)
            assert list(each.kept_by(model)) == list(each.paths), (model, each.parameter)


def test_lists_are_narrowed_by_it(there: There) -> None:
    field, city = Field.objects.all()[0], there.event.municipality
    there.project.fields.set([field])
    by_type = by_vocabulary("type", "", PartnerType, "parties__partner__type", "parties__type")
    for row, narrowing, value in (
        (there.challenge, by_goal("primary_goals", "related_goals"), "11"),
        (there.event, by_municipality("municipality"), city.slug),
        (there.report, by_municipality("event__municipality"), city.slug),
        (there.project, by_field("fields"), field.slug),
        (there.news, by_goal("goals"), "3"),
        (there.agreement, by_goal("items__goal"), "9"),
        (there.agreement, by_type, "npo"),
    ):
        model: Any = type(row)
        rows = model.objects.filter(narrowing.condition(model, [value]))
        assert rows.get() == row
        assert "&&" in str(rows.query)
        assert rows.count() == 1


def test_names_of_functions_are_not_cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(length(proname)) FROM pg_proc WHERE proname LIKE '%chosen%'")
        assert cursor.fetchone()[0] < 63
