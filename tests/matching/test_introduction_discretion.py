"""Nobody's contacts before both have agreed: at no door, for nobody, in no mail.

Both sides are given names, addresses and telephones that stand nowhere else. Then every address of
the project is opened by both sides and everybody around them, while an introduction between the two
is in each of its states.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from django.urls import reverse

from matching.introducing import steps
from matching.introducing.settings import block
from matching.models import Introduction
from partners.models import Membership, Partner
from tests.browser.addresses import PAGES, REFUSALS
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_staff,
)
from tests.matching.pairs import Side, make_introduction
from tests.matching.world import settle
from tests.notices.heard import mail_notices
from tests.partners.test_registration import delivered
from tests.portal.role_table import arguments_of
from tests.portal.roles import World, make_world
from tests.portal.test_permissions import ROWS
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, StaffRole
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
State = Introduction.State
SECRETS = {
    "asking": (
        "ぬばたま 花江",
        "nubatama@secret.example",
        "0537-91-9191",
        "掛川市烏羽玉九十一番地",
    ),
    "asked": ("あかねさす 紫郎", "akane@secret.example", "0537-92-9292", "掛川市茜指九十二番地"),
}
GET_NAMES = [name for name, method in ROWS if method == "GET"]
BEFORE = (*Introduction.OPEN_STATES, *Introduction.OVER_STATES)
ROUTES = (IntroductionRoute.DIRECT, IntroductionRoute.OFFICE, IntroductionRoute.FEDERATION)


@dataclass
class Stage:
    """A world of everything, and two partners of other cities who are to talk."""

    world: World
    asking: Side
    asked: Side
    third: User
    broker: User
    clerk: User
    federation: Partner
    made: Introduction


def side_of(which: str, kind: str) -> Side:
    """A partner whose person, telephone and address are told to nobody."""
    name, email, phone, address = SECRETS[which]
    partner = make_partner(f"{which}商店", phone=phone, address=address)
    person = make_member(partner, Membership.Role.EDITOR, name=name, email=email)
    return Side(partner, make_listing(partner, side=kind, title=f"{which}の掲載"), person)


def set_up(state: Introduction.State, route: IntroductionRoute) -> Stage:
    world = make_world()
    asking, asked = side_of("asking", "need"), side_of("asked", "seed")
    federation = make_federation("例の連合会")
    broker = make_member(federation)
    affiliate(federation, asked.partner)
    if route == IntroductionRoute.DIRECT and state == State.REQUESTED:
        route = IntroductionRoute.OFFICE
    through = {"federation": federation} if route == IntroductionRoute.FEDERATION else {}
    made = make_introduction(state, asking, asked, route=route, **through)
    settle(asking.listing, asked.listing)
    clerk = make_staff(asked.partner.municipality, StaffRole.Role.EDITOR)
    third = make_member(world.joinable)
    return Stage(world, asking, asked, third, broker, clerk, federation, made)


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def addresses(stage: Stage) -> list[str]:
    """Every page that opens by its address, each with the row of the world it is about, and those
    that are about the introduction, its partners and their needs and seeds.
    """
    world = stage.world
    listed = [path for paths in PAGES.values() for path in paths]
    listed += [path for _role, path, _status in REFUSALS]
    typed = [path.format(**world.rows) for path in listed]
    named = [reverse(name, kwargs=arguments_of(name, world)) for name in GET_NAMES]
    return list(dict.fromkeys([*typed, *named, *around(stage)]))


def around(stage: Stage) -> list[str]:
    """What is about the two and their introduction, whatever it is called."""
    about: dict[str, list[Any]] = {
        "introduction": [stage.made.pk],
        "listing": [stage.asking.listing.pk, stage.asked.listing.pk],
        "partner": [stage.asking.partner.slug, stage.asked.partner.slug, stage.federation.slug],
    }
    found = []
    for name in GET_NAMES:
        _app, _colon, view = name.partition(":")
        arguments = arguments_of(name, stage.world)
        for word, keys in about.items():
            if word in view and len(arguments) == 1:
                [argument] = arguments
                found += [
                    reverse(name, kwargs={argument: key}) for key in keys if fits(argument, key)
                ]
    own, theirs = stage.asking.listing.pk, stage.asked.listing.pk
    found += [f"/listings/{own}/talk/{theirs}/", f"/listings/{theirs}/talk/{own}/"]
    found += [f"/listings/{own}/suggestions/listing-{theirs}/"]
    words = ["商店", *(secrets[0][:4] for secrets in SECRETS.values())]
    places = ("listings", "partners", "search")
    found += [f"/feeds/{place}/?q={word}" for place in places for word in words]
    return [*found, *(f"/search/?q={word}" for word in words)]


def fits(argument: str, key: Any) -> bool:
    return argument == ("pk" if isinstance(key, int) else "slug")


def all_of(response: Any) -> str:
    """Everything in an answer: its head, its text, and what is packed in an .xlsx."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [str(response.headers).encode(), body]
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts).decode(errors="ignore")


def told(client: Client, path: str, secrets: tuple[str, ...], **headers: str) -> list[str]:
    """Which of the secrets the address tells; what it has done is undone."""
    with transaction.atomic():
        said = all_of(client.get(path, headers=headers or None))
        transaction.set_rollback(True)
    return [f"{path}: {secret}" for secret in secrets if secret in said]


def leaks(stage: Stage, paths: list[str], *, walkers: Sequence[str]) -> list[str]:
    """What these are told of whom they may not know: each side of the other, others of both."""
    found = []
    for walker in walkers:
        client, secrets = Client(), secrets_for(walker)
        if walker != "anybody":
            client.force_login(person_of(stage, walker))
        found += [leak for path in paths for leak in told(client, path, secrets)]
    return found


def secrets_for(walker: str) -> tuple[str, ...]:
    others = [secrets for which, secrets in SECRETS.items() if which != walker]
    return tuple(secret for secrets in others for secret in secrets)


def person_of(stage: Stage, walker: str) -> User:
    sides = {"asking": stage.asking.person, "asked": stage.asked.person}
    return {**sides, "broker": stage.broker, "a third partner": stage.third}[walker]


@pytest.mark.parametrize("walker", ["asking", "asked"])
def test_no_address_at_all_tells_a_contact_while_an_answer_is_awaited(walker: str) -> None:
    stage = set_up(State.FORWARDED, IntroductionRoute.OFFICE)
    assert leaks(stage, addresses(stage), walkers=[walker]) == []


@pytest.mark.parametrize(
    ("state", "route"),
    [
        (State.REQUESTED, IntroductionRoute.OFFICE),
        (State.REQUESTED, IntroductionRoute.FEDERATION),
        (State.FORWARDED, IntroductionRoute.FEDERATION),
        (State.DECLINED, IntroductionRoute.DIRECT),
        (State.UNANSWERED, IntroductionRoute.FEDERATION),
        (State.WITHDRAWN, IntroductionRoute.DIRECT),
    ],
)
def test_nothing_about_the_two_tells_a_contact_before_both_have_agreed(
    state: Introduction.State, route: IntroductionRoute
) -> None:
    stage = set_up(state, route)
    assert leaks(stage, around(stage), walkers=["asking", "asked", "broker"]) == []


def test_nobody_outside_learns_one() -> None:
    stage = set_up(State.FORWARDED, IntroductionRoute.DIRECT)
    assert leaks(stage, around(stage), walkers=["a third partner", "anybody"]) == []


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/search/?q=商店", "search-results"),
        ("/partners/?q=商店", "partner-rows"),
        ("/listings/?q=asked", "listing-rows"),
        ("/listings/{asking}/suggestions/", "listing-suggestions"),
        ("/introductions/{made}/", "introduction-contacts"),
    ],
)
def test_no_fragment_tells_one(path: str, target: str) -> None:
    stage = set_up(State.FORWARDED, IntroductionRoute.DIRECT)
    client = Client()
    client.force_login(stage.asking.person)
    filled = path.format(asking=stage.asking.listing.pk, made=stage.made.pk)
    headers = {"hx-request": "true", "hx-target": target}
    assert told(client, filled, SECRETS["asked"], **headers) == []


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("state", BEFORE)
def test_no_mail_and_no_notice_tells_one(
    state: Introduction.State, route: IntroductionRoute
) -> None:
    set_up(state, route)
    delivered()
    mail_notices()
    both = SECRETS["asking"] + SECRETS["asked"]
    for message in outbox.outbox:
        said = f"{message.subject}\n{message.body}\n{message.message().as_string()}"
        others = [own for own in SECRETS.values() if own[1] not in message.to]
        assert not [secret for own in others for secret in own if secret in said], message.subject
    for notice in Notice.objects.all():
        assert not [secret for secret in both if secret in str(notice.data)]


# --- Afterwards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", Introduction.AGREED_STATES)
def test_once_they_have_agreed_the_page_of_the_introduction_tells_it(
    state: Introduction.State,
) -> None:
    stage = set_up(state, IntroductionRoute.OFFICE)
    page = stage.made.get_absolute_url()
    for walker, other in (("asking", "asked"), ("asked", "asking")):
        client = Client()
        client.force_login(person_of(stage, walker))
        assert len(told(client, page, SECRETS[other][:3])) == 3
        assert told(client, page, SECRETS[other][3:]) == []  # nobody needs an address to talk


def test_once_they_have_agreed_no_other_page_tells_it() -> None:
    stage = set_up(State.MET, IntroductionRoute.FEDERATION)
    page = stage.made.get_absolute_url()
    elsewhere = [path for path in around(stage) if path != page]
    assert leaks(stage, elsewhere, walkers=["asking", "asked"]) == []
    assert leaks(stage, [page, *elsewhere], walkers=["broker", "anybody"]) == []


def test_an_office_that_passes_it_on_reads_of_its_own_partners_alone() -> None:
    """The desk shows its staff the members of a partner of their city, and of no other."""
    stage = set_up(State.ACCEPTED, IntroductionRoute.OFFICE)
    client = Client()
    client.force_login(stage.clerk)
    assert told(client, stage.made.get_absolute_url(), SECRETS["asking"] + SECRETS["asked"]) == []
    assert [p for path in around(stage) for p in told(client, path, SECRETS["asking"])] == []


def test_the_reason_of_a_block_is_for_the_office() -> None:
    stage = set_up(State.FORWARDED, IntroductionRoute.DIRECT)
    reason = "烏羽玉の理由"
    block(stage.asked.partner, stage.asking.partner, by=stage.asked.person, reason=reason)
    client = Client()
    client.force_login(stage.asking.person)
    assert [leak for path in around(stage) for leak in told(client, path, (reason,))] == []


def test_what_is_planted_would_be_found() -> None:
    """The walk finds what is there: the person's own pages name the person."""
    stage = set_up(State.FORWARDED, IntroductionRoute.DIRECT)
    client = Client()
    client.force_login(stage.asking.person)
    name = SECRETS["asking"][0]
    assert [leak for path in around(stage) for leak in told(client, path, (name,))]


def test_agreeing_tells_it_and_nothing_before(client: Client) -> None:
    stage = set_up(State.FORWARDED, IntroductionRoute.DIRECT)
    client.force_login(stage.asking.person)
    page = stage.made.get_absolute_url()
    assert told(client, page, SECRETS["asked"]) == []
    steps.agree(stage.made, stage.asked.partner, by=stage.asked.person)
    assert len(told(client, page, SECRETS["asked"])) == 3
