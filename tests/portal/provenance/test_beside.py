"""What stands beside the rows of a timeline: what their time means, suggestions, chosen offers."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone, translation

from challenges.models import Challenge, Offer, Proposal
from events.models import Event, FollowUp, HelpOffer
from matching.models import Introduction, Trace
from partners.models import Agreement, Listing, Project
from partners.models.origin import origin_of
from tests.events.past import make_follow_up, make_past, make_seat
from tests.events.pitching.pitches import make_pitch
from tests.factories import (
    make_agreement,
    make_call,
    make_listing,
    make_member,
    make_offer,
    make_partner,
    make_project,
    make_proposal,
    make_staff,
)
from tomoni.portal.provenance.kinds import KINDS
from tomoni.portal.provenance.timeline import came_of, timeline_of
from tomoni.portal.views import provenance

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
STANDS_FOR = [
    ("listing", Listing(state="draft"), "Draft"),
    ("listing", Listing(state="expired", published_at=NOW), "Published"),
    ("challenge", Challenge(state="in_review"), "Being prepared"),
    ("challenge", Challenge(state="scheduled"), "Planned"),
    ("challenge", Challenge(state="cancelled"), "Called off"),
    ("challenge", Challenge(state="cancelled", opened_at=NOW), "Opened"),
    ("introduction", Introduction(), "A talk was asked for"),
    ("event", Event(state="draft", starts_at=NOW - DAY), "Being prepared"),
    ("event", Event(state="announced", starts_at=NOW + DAY), "Planned"),
    ("event", Event(state="announced", starts_at=NOW - DAY), "Held"),
    ("event", Event(state="cancelled", starts_at=NOW - DAY), "Called off"),
    ("follow-up", FollowUp(), "Written down"),
    ("proposal", Proposal(state="draft"), "Draft"),
    ("proposal", Proposal(state="withdrawn"), "Sent in"),
    ("project", Project(), "Begun"),
    ("agreement", Agreement(state="draft"), "Being prepared"),
    ("agreement", Agreement(state="ended"), "Signed"),
]


@pytest.mark.parametrize(("kind", "row", "words"), STANDS_FOR)
def test_a_time_stands_for_what_has_happened(kind: str, row: Any, words: str) -> None:
    with translation.override("en"):
        assert str(KINDS[kind].happened(row)) == words


def test_what_is_only_being_written_is_shown_and_not_counted() -> None:
    project = make_project()
    partner, person = project.participations.get().partner, project.started_by
    make_agreement(partner, state=Agreement.State.DRAFT, **origin_of(project))
    assert [step.kind for step in timeline_of(project, person)] == ["project", "agreement"]
    assert came_of(project, person) == []
    Agreement.objects.update(state="in_force", signed_on=timezone.localdate())
    assert [share.kind for share in came_of(project, person)] == ["agreement"]


def test_that_a_challenge_was_suggested_is_told_to_who_proposed() -> None:
    seed = make_listing(make_partner(), Listing.Side.SEED)
    person = make_member(seed.partner)
    proposal = make_proposal(None, seed.partner, submitted_by=person)
    of = {"listing": seed, "candidate_challenge": proposal.challenge}
    trace = Trace.objects.create(**of, first_shown_at=NOW - DAY)

    def suggested(reader: Any) -> bool:
        return "suggestion" in [step.kind for step in timeline_of(proposal, reader)]

    assert suggested(person)
    assert not suggested(make_staff(proposal.municipality))
    Trace.objects.filter(pk=trace.pk).update(first_shown_at=timezone.now() + DAY)
    assert not suggested(person)


def test_the_offer_that_a_caller_has_chosen_is_a_step_for_both_sides() -> None:
    call = make_call()
    chosen = {"state": Offer.State.ACCEPTED, "decided_at": NOW, "decision_text": "理由です。"}
    offer, other = make_offer(call, **chosen), make_offer(call)

    def read(reader: Any) -> set[str]:
        return {step.words for step in timeline_of(call, reader)} & {offer.title, offer.receipt}

    for reader in (call.created_by, offer.submitted_by):
        assert read(reader) == {offer.title}
    for reader in (AnonymousUser(), other.submitted_by):
        assert read(reader) == set()


def test_help_with_a_need_that_was_presented_came_out_of_it() -> None:
    need, event = make_listing(), make_past()
    person = make_member(need.partner)
    pitch = make_pitch(event, need.partner, user=person, listing=need)
    seat = make_seat(event, make_partner())
    help_offer = HelpOffer.objects.create(pitch=pitch, registration=seat)
    own = {"partner": need.partner, "owner": person, "counterpart": seat.partner}
    follow_up = make_follow_up(seat, help_offer=help_offer, **own, **origin_of(pitch))
    for row in (need, follow_up):
        kinds = [step.kind for step in timeline_of(row, person)]
        assert sorted(kinds) == ["event", "follow-up", "listing"]


def test_a_long_timeline_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "PER_PAGE", 2)
    project = make_project(visibility="public")
    agreements = [
        make_agreement("市", title=f"協定{number}", **origin_of(project)) for number in range(3)
    ]
    url = f"/provenance/project/{project.pk}/"
    first = client.get(url).content.decode()
    second = client.get(f"{url}?page=2").content.decode()
    for agreement in agreements:
        assert (agreement.title in first) != (agreement.title in second)
