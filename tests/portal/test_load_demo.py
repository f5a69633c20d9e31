"""The demo world: complete, believable, quiet, and the same after a second run."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from challenges.inviting.reading import Fate, invited
from challenges.models import (
    Assessment,
    Challenge,
    CoAuthor,
    Interview,
    Message,
    Note,
    Offer,
    Proposal,
    ProposalDraft,
)
from challenges.screening.board import board_of
from challenges.screening.promptness import promptness_of
from events.models import (
    Event,
    FollowUp,
    HelpOffer,
    NoteEntry,
    Place,
    Registration,
    Report,
    Topic,
)
from events.seating.board import board_of as seating_of
from matching import rebuilding
from matching.engine.policy import may_meet
from matching.reading.found import found
from matching.storing.keys import key_of
from partners.agreements.counting import ordinal_of
from partners.models import Agreement, CooperationItem, Listing, Partner, Project
from partners.models.agreement_parts import Light
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo import loader, people, scale
from tomoni.portal.demo.shapes import DemoListing
from tomoni.portal.demo.world import DemoDataError, World, checked
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db

LISTINGS = [row for said in loader.PARTNERS.values() for each in said for row in each.listings]


def _load(*options: str) -> str:
    said = StringIO()
    call_command("load_demo", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def demo() -> str:
    """The base world is loaded; what the command said."""
    return _load()


# --- What is written down ---------------------------------------------------------------------


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda row: row.title)
def test_texts_of_listings_are_neither_short_nor_long(listing: DemoListing) -> None:
    is_japanese = any("\u3040" <= letter <= "\u30ff" for letter in listing.body)
    shortest, longest = (80, 210) if is_japanese else (120, 400)
    assert shortest <= len(listing.body) <= longest


def test_no_text_occurs_twice() -> None:
    texts = Counter(text for row in LISTINGS for text in (row.title, row.body))
    assert texts.most_common(1)[0][1] == 1


def test_numbers_and_addresses_reach_nobody() -> None:
    """Telephone numbers of the form 0537-00-…, mail and web only under example.jp."""
    challenges = [each for said in loader.CHALLENGES.values() for each in said]
    contacts = [contact for each in challenges for contact in each.contacts]
    partners = [each for said in loader.PARTNERS.values() for each in said]
    phones = [contact[2] for contact in contacts] + [each.phone for each in partners if each.phone]
    mails = [contact[3] for contact in contacts] + [each.email for each in partners if each.email]
    assert {phone.split("-")[1] for phone in phones} <= {"00", "000"}
    assert {mail.partition("@")[2] for mail in mails} == {"example.jp"}


# --- The base world ---------------------------------------------------------------------------


def test_base_world_is_complete(demo: str) -> None:
    counts = Counter(Partner.objects.values_list("state", flat=True))
    once = ("returned", "lapsed", "suspended", "withdrawn")
    assert counts == {"approved": 42, "submitted": 4, **dict.fromkeys(once, 1)}
    types = Partner.objects.approved().values_list("type", flat=True)
    assert set(types) == set(PartnerType.objects.values_list("pk", flat=True))
    sides = Counter(Listing.objects.live().values_list("side", flat=True))
    assert sides["need"] >= 40
    assert sides["seed"] >= 40
    assert Challenge.objects.of_cities().count() == 17
    assert Challenge.objects.unanswered().exists()
    states = set(Challenge.objects.of_cities().values_list("state", flat=True))
    assert states == set(Challenge.State.values) - {"selecting"}
    assert "Done in" in demo


def test_challenges_and_proposals_are_there_in_every_way(demo: str) -> None:
    of_cities = Challenge.objects.of_cities()
    assert of_cities.filter(call_type="free", extensions__isnull=False).exists()
    assert of_cities.filter(mode="contract", state="open").exists()
    given_back = of_cities.get(review_remarks__settled_at=None, review_remarks__part="offered")
    assert given_back.state == Challenge.State.DRAFT
    states = Proposal.objects.values_list("state", "confidentiality")
    assert {state for state, _who in states} == set(Proposal.State.values) - {"draft"}
    assert {who for _state, who in states} == set(Proposal.Confidentiality.values)
    anew = Proposal.objects.get(versions__isnull=False)
    assert anew.versions.get().title != anew.title
    public = Proposal.objects.accepted().filter(confidentiality="public")
    origins = set(Project.objects.values_list("origin_id", flat=True))
    assert origins & set(public.values_list("pk", flat=True))
    free = Proposal.objects.filter(challenge=None).values_list("state", flat=True)
    assert set(free) == {"submitted", "accepted", "declined"}
    _agreements_are_there_in_every_way()


def _agreements_are_there_in_every_way() -> None:
    """The fourth of the university with an economic body has three before it, and every light."""
    assert set(Agreement.objects.values_list("state", flat=True)) == set(Agreement.State.values)
    fourth = Agreement.objects.get(intermediary__slug="kibi-federation")
    ordinal = ordinal_of(fourth)
    assert ordinal is not None
    assert (ordinal.number, ordinal.type, len(ordinal.earlier)) == (4, "経済団体", 3)
    items = CooperationItem.objects.with_last_activity().select_related("agreement")
    lights = {item.light for item in items.filter(agreement=fourth)}
    assert lights == {Light.GREEN, Light.YELLOW, Light.RED}


def test_kakegawa_shows_how_fast_it_answers(demo: str, client: Client) -> None:
    city = Municipality.objects.get(slug="kakegawa")
    figure = promptness_of(city)
    assert figure.is_enough
    assert figure.in_time < figure.number  # nobody is always in time
    page = client.get("/m/kakegawa/").content.decode()
    assert f"{figure.number}件のうち{figure.in_time}件（{figure.per_cent}％）" in page


def test_nothing_is_told_before_it_was_written(demo: str) -> None:
    for kind, first in (("challenge", "challenge.written"), ("proposal", "proposal.submitted")):
        entries = Entry.objects.filter(subject_type=f"challenges.{kind}")
        begun = dict(entries.filter(verb=first).order_by("-at").values_list("subject_id", "at"))
        assert len(begun) == {"challenge": Challenge, "proposal": Proposal}[kind].objects.count()
        for entry in entries:
            assert entry.at >= begun[entry.subject_id], (entry.subject_title, entry.verb)


def test_some_write_and_propose_together(demo: str) -> None:
    together = Proposal.objects.get(co_authors__partner__slug="pokapoka-hiroba")
    assert together.co_authors.confirmed().count() == 2
    partner = Partner.objects.get(slug="midorizaka-seicha")
    shared = ProposalDraft.objects.open().get(partner=partner)
    assert shared.changed_by.email == "midorizaka-2@example.jp"
    assert CoAuthor.objects.waiting_for([partner.pk]).get().draft.partner != partner


def test_some_say_whom_they_want_to_meet_and_find_somebody(demo: str) -> None:
    rebuilding.run_here()
    choosy = Listing.objects.exclude(reach="", accepts=None).distinct()
    assert choosy.count() == 4
    for subject in found([key_of(row) for row in choosy], ["need", "seed"]):
        facts = [(rival.facts, subject.subject.profile.facts) for rival in subject.rivals]
        assert facts
        assert all(may_meet(*both) for both in facts)


def test_every_kind_of_call_is_there(demo: str) -> None:
    calls = Challenge.objects.of_partners()
    states = {"open", "closed", "in_review", "decided", "completed"}
    assert set(calls.values_list("state", flat=True)) == states
    assert set(Offer.objects.values_list("state", flat=True)) == {
        *("submitted", "accepted", "declined")
    }
    free = Proposal.objects.filter(challenge=None)
    assert {each.municipality.slug for each in free} == {"kakegawa", "kanazawa"}
    assert all(each.municipality.accepts_free_proposals for each in free)
    fates = {each.fate for row in Challenge.objects.all() for each in invited(row)}
    assert fates == {Fate.PROPOSED, Fate.WRITING, Fate.OPENED, Fate.UNOPENED}


def test_kakegawa_challenge_has_all_parts(demo: str) -> None:
    challenge = Challenge.objects.get(slug__startswith="kakegawa", related_goals=17)
    assert challenge.primary_goals.count() == 0
    assert challenge.related_goals.count() == Goal.objects.count() == 17
    assert challenge.sub_themes.count() == 7
    assert challenge.contacts.count() == 3
    assert challenge.accepts_proposals
    for name in ("wish", "background", "project_content", "offered", "asked_of_advisers"):
        assert getattr(challenge, name)


def test_partners_and_cities_have_written_to_each_other(demo: str, client: Client) -> None:
    thread = Message.objects.filter(proposal__state="accepted")
    assert set(thread.values_list("side", flat=True)) == {"partner", "city"}
    assert thread.exclude(corrects=None).exists()
    assert thread.filter(files__isnull=False).exists()
    assert not thread.filter(sightings=None).exists()
    assert Note.objects.filter(proposal__state="accepted").exists()
    client.force_login(User.objects.get(email="partner@example.jp"))
    assert sum(row.new_messages for row in client.get("/my/").context["proposals"]) == 1


def test_projects_are_under_way_and_completed(demo: str, client: Client) -> None:
    assert set(Project.objects.values_list("state", flat=True)) == {"under_way", "completed"}
    for project in Project.objects.all():
        page = client.get(project.get_absolute_url()).content.decode()
        for post in project.posts.all():
            assert (post.title in page) == post.is_public
        for milestone in project.milestones.all():
            assert (milestone.title in page) == milestone.is_public
    completed = Project.objects.get(state="completed", municipality__slug="okayama")
    assert completed.figures.count() == 3
    challenge = Challenge.objects.get(proposals=completed.origin_id)
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert completed.get_absolute_url() in page
    client.force_login(User.objects.get(email="partner@example.jp"))
    assert len(client.get("/my/").context["projects"]) == 2


def test_meetings_are_to_come_and_past(demo: str) -> None:
    meeting = Event.objects.get(slug="kakegawa-koryukai")
    assert meeting.accepts_registrations
    assert meeting.starts_at - timezone.now() > timedelta(days=20)
    kinds = meeting.duties.filter(table__isnull=False).values_list("table__number", "kind")
    led = [(number, kind) for number in range(1, 8) for kind in ("adviser", "facilitator")]
    assert sorted(kinds) == led
    past = Event.objects.filter(ends_at__lt=timezone.now(), series__name="金沢パートナー会議")
    assert list(past.order_by("number").values_list("number", flat=True)) == [3, 4]
    for event in Event.objects.all():
        assert event.taken == event.registrations.registered().count()
    assert Registration.objects.filter(wishes__rank=1).exists()


def test_the_next_meeting_is_seated_and_a_past_one_has_notes(demo: str, client: Client) -> None:
    plan = Event.objects.get(slug="kakegawa-koryukai").seating
    assert (plan.state, plan.conflicts) == ("draft", [])
    seated = plan.places.values("registration").distinct().count()
    assert seated == plan.event.registrations.registered().count()
    assert plan.places.filter(is_pinned=True).exists()
    past = Event.objects.get(slug="kanazawa-partners-4")
    entries = NoteEntry.objects.filter(table__event=past)
    assert set(entries.values_list("part", flat=True)) == {"common", "sprout", "next"}
    assert entries.filter(follow_up__isnull=False).count() == 1
    page = client.get(f"/events/{past.slug}/notes/").content.decode()
    kept = entries.get(objections__isnull=False)
    assert [entry.text in page for entry in entries] == [entry != kept for entry in entries]


def test_seventy_are_seated_at_the_seven_tables_of_kakegawa(demo: str) -> None:
    meeting = Event.objects.get(slug="kakegawa-koryukai")
    assert (meeting.tables.count(), meeting.rounds) == (7, 2)
    leaders = meeting.duties.filter(table__isnull=False)
    assert leaders.count() == leaders.values("name").distinct().count() == 14
    assert meeting.taken == meeting.registrations.registered().count() == 70
    assert meeting.seating.state == "draft"
    for at in (1, 2):
        places = Place.objects.filter(plan=meeting.seating, round=at)
        assert places.values("registration").distinct().count() == places.count() == 70
        tables = seating_of(meeting).tables_in(at)
        assert all(seated.guests <= seated.table.seats for seated in tables)


def test_the_fourth_of_kanazawa_was_held_from_pitches_to_its_report(demo: str) -> None:
    meeting = Event.objects.get(slug="kanazawa-partners-4")
    assert (meeting.form, meeting.is_over, meeting.takes_topics) == ("online", True, True)
    pitches = meeting.pitches.chosen()
    assert pitches.filter(ended_at__isnull=False).count() == pitches.count() == 2
    for pitch in pitches:
        assert HelpOffer.objects.filter(pitch=pitch).exists()
    topics = Topic.objects.filter(event=meeting)
    assert set(topics.values_list("state", flat=True)) == {"answered", "live"}
    assert set(topics.values_list("is_public", flat=True)) == {True, False}
    groups = meeting.tables.all()
    links = {group.online_link for group in groups} - {"", meeting.online_link}
    assert len(links) == groups.count() == 2
    assert all(NoteEntry.objects.published().filter(table=group).exists() for group in groups)
    report = Report.objects.get(event=meeting)
    assert report.is_published
    assert report.tags.exists()
    assert report.photos.exists()
    follow_ups = FollowUp.objects.filter(event=meeting)
    assert set(follow_ups.values_list("state", flat=True)) == {"open", "done", "dropped"}


def test_second_run_changes_nothing(demo: str) -> None:
    models = (Partner, Listing, Challenge, Proposal, Event, User, Municipality, Entry, Job)
    before = [model.objects.count() for model in models]
    assert "there already" in _load()
    assert [model.objects.count() for model in models] == before


def test_nobody_is_written_to_about_the_past(demo: str) -> None:
    assert not Job.objects.filter(kind="journal.mail").exists()


def test_matching_is_left_to_the_worker(demo: str) -> None:
    kinds = Job.objects.open().values_list("kind", flat=True)
    assert "matching.rebuild" in kinds


def test_journal_knows_when_things_happened(demo: str) -> None:
    for partner in Partner.objects.approved():
        entry = Entry.objects.get(
            verb="partner.approved", subject_type="partners.partner", subject_id=partner.pk
        )
        assert entry.at == partner.approved_at


def test_everybody_of_the_table_can_log_in(demo: str, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    for login in people.LOGINS:
        client = Client()
        assert client.login(username=login.email, password=people.PASSWORD)
        address = EmailAddress.objects.get(email=login.email)
        assert (address.verified, address.primary) == (True, True)
        assert client.get(login.page).status_code == 200


def test_others_cannot_log_in(demo: str) -> None:
    emails = [login.email for login in people.LOGINS]
    others = User.objects.exclude(email__in=emails)
    assert not any(user.has_usable_password() for user in others)


def test_public_pages_stand(demo: str, client: Client) -> None:
    for url in (
        "/",
        "/partners/",
        "/needs/",
        "/seeds/",
        "/challenges/",
        "/events/",
        "/m/kakegawa/",
    ):
        assert client.get(url).status_code == 200


def test_logins_are_printed() -> None:
    said = StringIO()
    call_command("demo_logins", stdout=said)
    for login in people.LOGINS:
        assert login.email in said.getvalue()
    assert people.PASSWORD in said.getvalue()


def test_words_that_a_form_refuses_stop_the_loading() -> None:
    from partners.forms import PartnerForm

    with pytest.raises(DemoDataError, match="茶屋"):
        checked(PartnerForm({"name": ""}), "茶屋")


def test_interrupted_loading_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(world: World) -> None:
        raise RuntimeError

    monkeypatch.setattr(loader, "_finish", fail)
    with pytest.raises(RuntimeError):
        _load()
    assert not people.is_loaded()
    assert not Municipality.objects.exists()


# --- Generated partners -----------------------------------------------------------------------


@pytest.fixture
def city() -> Municipality:
    return Municipality.objects.create(slug="city", name_ja="市", prefecture="静岡県")


def _made() -> list[tuple[str, str]]:
    rows = Listing.objects.order_by("partner__slug", "side")
    return [(row.title, row.body) for row in rows]


def test_scale_adds_partners_with_a_need_and_a_seed(city: Municipality) -> None:
    scale.generate(30, 1, str)
    assert Partner.objects.approved().count() == 30
    sides = Counter(Listing.objects.live().values_list("side", flat=True))
    assert sides == {"need": 30, "seed": 30}
    for partner in Partner.objects.all():
        assert partner.primary_goals.exists()
    assert Listing.objects.found_by(Listing.objects.all()[0].title).exists()
    assert Job.objects.filter(kind="matching.rebuild").exists()


def test_scale_brings_the_number_to_what_is_asked(city: Municipality) -> None:
    scale.generate(10, 1, str)
    scale.generate(10, 1, str)
    scale.generate(15, 1, str)
    assert Partner.objects.count() == 15


def test_scale_makes_the_same_for_the_same_seed(city: Municipality) -> None:
    scale.generate(12, 7, str)
    first = _made()
    Listing.objects.all().delete()
    Partner.objects.all().delete()
    scale.generate(5, 7, str)
    scale.generate(12, 7, str)
    assert _made() == first


def test_scale_differs_for_another_seed_and_varies(city: Municipality) -> None:
    scale.generate(200, 7, str)
    bodies = [body for _title, body in _made()]
    assert len(set(bodies)) >= 0.95 * len(bodies)
    assert all("{" not in title + body for title, body in _made())


def test_scale_says_how_far_it_is(city: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "BATCH", 4)
    told: list[str] = []
    scale.generate(10, 1, told.append)
    assert [line.split()[0] for line in told] == ["4", "8", "10"]


# --- Screening --------------------------------------------------------------------------------


def test_the_challenge_of_kakegawa_is_being_screened(demo: str) -> None:
    challenge = Challenge.objects.get(criteria__isnull=False, criteria__order=0)
    assert challenge.municipality.slug == "kakegawa"
    assert sum(row.weight for row in challenge.criteria.all()) == 100
    assert challenge.reviewers.count() == 2
    manager = User.objects.get(email="manager@example.jp")
    shown = [row for row in board_of(challenge, manager).rows if row.result.number]
    assert len(shown) == 1  # of the other, a reviewer has not given scores yet
    assert Assessment.objects.exclude(conflict="").count() == 1
    assert Interview.objects.get().proposal.state == Proposal.State.INTERVIEW
