"""Turns the words of the demo world into rows, on days around the day of loading."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from matching.suggestions import ask_for_rebuild
from partners.models import Affiliation, Listing, Partner
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, RefusalGround, Section, StaffRole, Vision
from tomoni.portal.demo import (
    challenges_elsewhere,
    challenges_further,
    challenges_kakegawa,
    events,
    kakegawa_companies,
    kakegawa_groups,
    kanazawa_companies,
    kanazawa_groups,
    okayama,
    okayama_societies,
)
from tomoni.portal.demo.agreement_rows import AGREEMENTS, add_agreements
from tomoni.portal.demo.asked_rows import add_questions
from tomoni.portal.demo.attending_rows import add_guests
from tomoni.portal.demo.call_rows import add_calls
from tomoni.portal.demo.challenge_rows import add_challenge
from tomoni.portal.demo.cities import CITIES
from tomoni.portal.demo.consulting_rows import add_topics
from tomoni.portal.demo.declarations import add_declarations
from tomoni.portal.demo.event_rows import add_event
from tomoni.portal.demo.feedback_rows import add_feedback
from tomoni.portal.demo.following_rows import add_following
from tomoni.portal.demo.hosting_rows import add_receptions
from tomoni.portal.demo.introduction_rows import INTRODUCTIONS, add_introductions
from tomoni.portal.demo.joint_rows import add_joint
from tomoni.portal.demo.life_rows import add_life
from tomoni.portal.demo.lists import add_list
from tomoni.portal.demo.member_rows import add_members
from tomoni.portal.demo.news_rows import NEWS, add_news, add_searches
from tomoni.portal.demo.notice_rows import add_notices
from tomoni.portal.demo.noting_rows import add_notes
from tomoni.portal.demo.partner_rows import add_partner
from tomoni.portal.demo.people import LOGINS
from tomoni.portal.demo.pitching_rows import add_pitches
from tomoni.portal.demo.project_rows import PROJECTS, add_projects
from tomoni.portal.demo.proposal_rows import add_proposal
from tomoni.portal.demo.reporting_rows import add_reports
from tomoni.portal.demo.screening_rows import add_screening
from tomoni.portal.demo.seating_rows import add_seating
from tomoni.portal.demo.shapes import DemoCity
from tomoni.portal.demo.talking_rows import add_threads
from tomoni.portal.demo.world import Tell, World

PARTNERS = {
    "kakegawa": [*kakegawa_companies.PARTNERS, *kakegawa_groups.PARTNERS],
    "kanazawa": [*kanazawa_companies.PARTNERS, *kanazawa_groups.PARTNERS],
    "okayama": [*okayama.PARTNERS, *okayama_societies.SOCIETIES],
}
CHALLENGES = {
    "kakegawa": [*challenges_kakegawa.CHALLENGES, *challenges_further.CHALLENGES],
    "kanazawa": challenges_elsewhere.KANAZAWA,
    "okayama": challenges_elsewhere.OKAYAMA,
}
PROPOSALS = [
    *challenges_kakegawa.PROPOSALS,
    *challenges_further.PROPOSALS,
    *challenges_elsewhere.PROPOSALS,
]
EVENTS = {"kakegawa": events.KAKEGAWA, "kanazawa": events.KANAZAWA}


@transaction.atomic
def load_base(tell: Tell) -> None:
    """The whole base world, or nothing of it.

    Nobody is written to about what is to have happened on earlier days; the suggestions are left
    to the worker.
    """
    world = World(tell)
    for city in CITIES:
        _add_city(world, city)
    _add_operator(world)
    for slug, said in PARTNERS.items():
        for partner in said:
            add_partner(world, world.cities[slug], partner)
    _affiliate(world)
    add_list(world)
    add_members(world)
    add_declarations(world)
    add_life(world)
    add_questions(world)
    tell(f"{len(world.partners)} partners, {Listing.objects.count()} needs and seeds")
    for slug, challenges in CHALLENGES.items():
        for challenge in challenges:
            add_challenge(world, world.cities[slug], challenge)
    for proposal in PROPOSALS:
        add_proposal(world, proposal)
    add_screening(world)
    add_joint(world)
    add_threads(world)
    add_projects(world)
    tell(
        f"{len(world.challenges)} challenges, {len(PROPOSALS)} proposals, {len(PROJECTS)} projects"
    )
    add_agreements(world)
    tell(f"{len(AGREEMENTS)} agreements")
    add_introductions(world)
    tell(f"{len(INTRODUCTIONS)} introductions")
    add_calls(world)
    for slug, meetings in EVENTS.items():
        for meeting in meetings:
            add_event(world, world.cities[slug], meeting)
    add_guests(world)
    tell(f"{sum(map(len, EVENTS.values()))} meetings")
    add_pitches(world)
    add_receptions(world)
    add_seating(world)
    add_notes(world)
    add_topics(world)
    add_following(world)
    add_reports(world)
    add_news(world)
    add_searches(world)
    add_notices(world)
    add_feedback(world)
    tell(f"{len(NEWS)} pieces of news")
    _finish(world)


def _add_city(world: World, said: DemoCity) -> None:
    city = Municipality(
        slug=said.slug,
        name_ja=said.name[0],
        name_en=said.name[1],
        kana=said.kana,
        code=said.code,
        prefecture=said.prefecture,
        latitude=said.place[0],
        longitude=said.place[1],
        platform_name=said.platform_name,
        greeting_ja=said.greeting[0],
        greeting_en=said.greeting[1],
        brand_colour=said.brand_colour,
    )
    city.full_clean()
    city.save()
    city.fields.set(world.ids(world.fields, said.fields))
    _add_rows_of(city, said)
    world.cities[said.slug] = city
    _add_staff(world, city)
    world.tell(f"{city.name_ja} with its sections, visions and staff")


def _add_rows_of(city: Municipality, said: DemoCity) -> None:
    Section.objects.bulk_create(
        Section(municipality=city, name_ja=ja, name_en=en, phone=phone, order=order)
        for order, (ja, en, phone) in enumerate(said.sections)
    )
    Vision.objects.bulk_create(
        Vision(municipality=city, name_ja=ja, name_en=en, order=order)
        for order, (ja, en) in enumerate(said.visions)
    )
    RefusalGround.objects.bulk_create(
        RefusalGround(municipality=city, name_ja=ja, name_en=en, order=order)
        for order, (ja, en) in enumerate(said.refusal_grounds)
    )


def _add_staff(world: World, city: Municipality) -> None:
    """An editor who writes and a manager who publishes; Kakegawa's are those who can log in."""
    roles = [
        (StaffRole.Role.EDITOR, f"writer-{city.slug}@example.jp", "係員 見本"),
        (StaffRole.Role.MANAGER, f"staff-{city.slug}@example.jp", "職員 見本"),
    ]
    if city.slug == "kakegawa":
        editor, manager = LOGINS[1], LOGINS[2]
        roles = [
            (StaffRole.Role.EDITOR, editor.email, editor.name),
            (StaffRole.Role.MANAGER, manager.email, manager.name),
        ]
    for role, email, name in roles:
        user = world.people.person(email, name)
        StaffRole.objects.create(municipality=city, user=user, role=role)
        people = world.staff if role == StaffRole.Role.MANAGER else world.writers
        people[city.slug] = user


def _add_operator(world: World) -> None:
    operator = LOGINS[-1]
    world.people.person(operator.email, operator.name, is_staff=True, is_superuser=True)


def _affiliate(world: World) -> None:
    """Two societies look after themselves; the first lets the federation write for it."""
    federation = world.partners[okayama.FEDERATION]
    Affiliation.objects.bulk_create(
        Affiliation(federation=federation, partner=world.partners[slug], writes_listings=place == 0)
        for place, slug in enumerate(okayama.AFFILIATES)
    )


def _finish(world: World) -> None:
    """Rows are as old as what they tell; the journal knows it; the matcher is asked for."""
    Listing.objects.update(created_at=F("published_at"), updated_at=F("published_at"))
    Partner.objects.update(created_at=F("submitted_at"), updated_at=F("submitted_at"))
    Entry.objects.bulk_create(world.journal)
    queue_matching()
    world.tell(f"{len(world.people.known)} people, {len(world.journal)} entries in the journal")


def queue_matching() -> None:
    """Ask the worker for the suggestions of all live listings and open challenges."""
    ask_for_rebuild(delay=timedelta(0))
