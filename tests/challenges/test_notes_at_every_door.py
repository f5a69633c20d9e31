"""Internal notes at every door: the office reads them, and nobody else."""

import io
import uuid
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from django.urls import reverse

from challenges import lifecycle, outcome
from challenges.models import Challenge, Message, Note, Proposal
from challenges.proposing import steps
from challenges.talking.messages import send_message
from challenges.talking.notes import write_note
from tests.browser.addresses import PAGES, REFUSALS
from tests.factories import (
    make_challenge,
    make_proposal,
    make_refusal_ground,
)
from tests.portal.role_table import arguments_of
from tests.portal.roles import World, make_world
from tests.portal.test_permissions import ADMIN_NAMES, ROWS
from tomoni.journal.mail import deliver
from tomoni.journal.models import Entry, Job

pytestmark = pytest.mark.django_db
SECRET = "ぬばたまの極秘メモ"
PART = SECRET[:4]
STAFF = ("city_viewer", "city_editor", "city_manager")
# One of each kind around the office: what others of a partner read, its owner reads too.
OUTSIDE = ("anonymous", "stranger", "owner", "other_city", "operator")


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def all_of(response: Any) -> str:
    """Everything in an answer: its head, its text, and what is packed in an .xlsx."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [str(response.headers).encode(), body]
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts).decode(errors="ignore")


def plant(world: World) -> None:
    """A note on everything that can have one."""
    by = world.users["city_editor"]
    assert by
    for subject in (*Proposal.objects.all(), *Challenge.objects.all()):
        write_note(subject, by=by, text=SECRET)


@pytest.fixture(scope="module")
def world(module_rows: None) -> World:
    world = make_world()
    plant(world)
    return world


def addresses(world: World) -> list[str]:
    """Every page that opens by its address, whoever it is meant for, and every address by name."""
    listed = [path for paths in PAGES.values() for path in paths]
    listed += [path for _role, path, _status in REFUSALS]
    typed = [path.format(**world.rows) for path in listed]
    named = [reverse(name, kwargs=arguments_of(name, world)) for name, _method in ROWS]
    places = ("listings", "needs", "seeds", "partners", "challenges", "events", "news", "search")
    # Looked for by a part of it: what one has typed oneself is said back.
    feeds = [f"/feeds/{place}/?q={PART}" for place in places]
    searches = [f"{path}?q={PART}" for path in ("/search/", "/challenges/", "/desk/proposals/")]
    return list(dict.fromkeys([*typed, *named, *feeds, *searches]))


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_address_shows_a_note_to_who_is_not_of_the_office(
    client: Client, world: World, role: str
) -> None:
    user = world.users[role]
    if user is not None:
        client.force_login(user)
    found = [path for path in addresses(world) if SECRET in all_of(client.get(path))]
    assert found == []


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_form_answers_with_a_note(client: Client, world: World, role: str) -> None:
    user = world.users[role]
    if user is not None:
        client.force_login(user)
    for name, method in ROWS:
        if method == "POST":
            path = reverse(name, kwargs=arguments_of(name, world))
            with transaction.atomic():
                said = all_of(client.post(path, {"idempotency_key": str(uuid.uuid4())}))
                transaction.set_rollback(True)
            assert SECRET not in said, path


@pytest.mark.parametrize("role", STAFF)
def test_the_office_reads_them(client: Client, world: World, role: str) -> None:
    user = world.users[role]
    assert user
    client.force_login(user)
    for path in (
        world.proposal.get_absolute_url(),
        f"/desk/proposals/{world.proposal.receipt}/notes/",
        f"/desk/challenges/{world.challenge.slug}/",
        f"/desk/challenges/{world.challenge.slug}/notes/",
    ):
        assert SECRET in client.get(path).content.decode(), path


def test_the_operator_has_no_page_for_them(client: Client, world: World) -> None:
    operator = world.users["operator"]
    assert operator
    client.force_login(operator)
    assert Note not in admin.site._registry
    for name in ADMIN_NAMES:
        assert SECRET not in all_of(client.get(reverse(name)))
    for model in (Proposal, Challenge, Entry, Job):
        meta = model._meta
        for row in model._default_manager.all():
            page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
            assert SECRET not in all_of(client.get(page)), page


def test_no_step_takes_a_note_into_a_mail_or_another_table(world: World) -> None:
    """Every step of both lives, with notes on the rows; then every table is looked through."""
    by, member = world.users["city_manager"], world.users["editor"]
    assert by
    assert member
    city = world.city
    challenge = make_challenge(city)
    proposals = [make_proposal(challenge, world.partner, submitted_by=member) for _ in range(4)]
    for subject in (challenge, *proposals):
        write_note(subject, by=by, text=SECRET)
    for side, person in ((Message.Side.PARTNER, member), (Message.Side.CITY, by)):
        send_message(proposals[0], by=person, side=side, text="こんにちは。")
    steps.start_screening(proposals[0], by=by)
    steps.accept_proposal(proposals[0], by=by, text="採択します。")
    ground = make_refusal_ground(city)
    steps.decline_proposal(proposals[1], by=by, ground=ground, text="時期が合いません。")
    steps.withdraw_proposal(proposals[2], by=member)
    steps.withdraw_proposal(proposals[3], by=member)
    lifecycle.close_challenge(challenge, by=by, reason="理由")
    outcome.start_selecting(challenge, by=by)
    outcome.decide_challenge(challenge, by=by, result="決まりました。")
    outcome.start_work(challenge, by=by)
    outcome.complete_challenge(challenge, by=by, report="できました。")
    lifecycle.cancel_challenge(make_challenge(city), by=by, reason="中止します。")
    for job in Job.objects.filter(kind="journal.mail"):
        deliver(job.key, job.payload)()
    assert len(outbox.outbox) > 5
    for sent in outbox.outbox:
        assert SECRET not in str(sent.message()) + str(sent.body) + str(sent.subject)
    for model in apps.get_models():
        if model is not Note:
            for row in model._default_manager.values():
                assert SECRET not in str(row), model
