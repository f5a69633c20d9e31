"""The office invites partners to a meeting: whom each way finds, once each, what they read."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventInvitation
from events.preparing import inviting
from events.registration import Answers, register
from matching import rebuilding
from matching.models import Version
from partners.models import Listing, Membership, Partner
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_event,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices import choosing
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Notice
from tomoni.notices.wording import Worded, worded
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db
Way = EventInvitation.Way


@pytest.fixture
def event() -> Event:
    """A meeting about empty houses."""
    event = make_event(make_municipality("試験市"), title="空き家を考える会")
    event.fields.set([Field.objects.get(slug="housing")])
    return event


@pytest.fixture
def editor(client: Client, event: Event) -> Client:
    client.force_login(make_staff(event.municipality, StaffRole.Role.EDITOR))
    return client


def _partner(event: Event, name: str, **fields: Any) -> Partner:
    """A registered partner of the city with an owner."""
    partner = make_partner(name, municipality=event.municipality, **fields)
    make_member(partner)
    return partner


def _said(notice: Notice) -> Worded | None:
    """The notice in words, if it is still true."""
    return next(iter(worded([notice])), None)


def _url(event: Event) -> str:
    return reverse("events:event_invite", args=[event.slug])


def _post(client: Client, event: Event, step: str = "preview", **answers: Any) -> str:
    data = {"idempotency_key": str(uuid4()), "step": step, **answers}
    return page_or_address(client.post(_url(event), data))


def _names(found: inviting.Found) -> list[str]:
    return [candidate.partner.name for candidate in found.candidates]


# --- Whom -------------------------------------------------------------------------------------


def test_by_goal_those_who_have_chosen_it_or_write_about_it(event: Event) -> None:
    _partner(event, "甲", goals=(11,))
    make_listing(_partner(event, "乙", goals=(3,)), goals=(11,))
    _partner(event, "丙", goals=(3,))
    found = inviting.by_goal(event, Goal.objects.get(number=11))
    assert sorted(_names(found)) == ["乙", "甲"]
    assert "11" in found.candidates[0].why


def test_by_field_those_of_the_city_alone(event: Event) -> None:
    field = Field.objects.get(slug="housing")
    _partner(event, "甲").fields.set([field])
    elsewhere = make_partner("よその会")
    make_member(elsewhere)
    elsewhere.fields.set([field])
    assert _names(inviting.by_field(event, field)) == ["甲"]


def test_by_list_names_and_numbers_in_any_width(event: Event) -> None:
    one, two = _partner(event, "みどり商店"), _partner(event, "例の会")
    two.corporate_number = "5080401004827"
    two.save()
    three = _partner(event, "三番目")
    lines = [
        "　みどり商店 ",
        "５０８０４０１００４８２７",
        three.receipt.lower(),
        "だれでもない",
        "",
    ]
    found = inviting.by_list(event, "\n".join(lines))
    assert {candidate.partner for candidate in found.candidates} == {one, two, three}
    assert found.unclear == ("だれでもない",)


def test_a_long_list_asks_once_and_says_what_it_left(event: Event) -> None:
    one, two = _partner(event, "甲"), _partner(event, "乙")
    with CaptureQueriesContext(connection) as few:
        inviting.by_list(event, "甲")
    lines = ["甲", *(f"だれか{n}" for n in range(inviting.MOST_LINES)), "乙"]
    with CaptureQueriesContext(connection) as many:
        found = inviting.by_list(event, "\n".join(lines))
    assert len(many) == len(few)
    assert ([each.partner for each in found.candidates], found.unread) == ([one], 2)
    assert two.name not in found.unclear
    assert len(found.unclear) == inviting.MOST_LINES - 1


def test_a_name_of_two_is_said_to_be_unclear(event: Event) -> None:
    for _ in range(2):
        _partner(event, "同じ名前")
    found = inviting.by_list(event, "同じ名前")
    assert (found.candidates, found.unclear) == ([], ("同じ名前",))


def test_by_suggestion_before_anything_is_matched_the_fields_say_why(event: Event) -> None:
    _partner(event, "甲").fields.set([Field.objects.get(slug="housing")])
    _partner(event, "乙")
    assert Version.objects.count() == 0
    found = inviting.by_suggestion(event, _request(make_staff(event.municipality)))
    assert _names(found) == ["甲"]
    assert Field.objects.get(slug="housing").name in found.candidates[0].why


def test_by_suggestion_the_nearest_listings_say_why(event: Event) -> None:
    make_table(event, "空き家の改修と移住")
    near, far = _partner(event, "大工の会"), _partner(event, "お茶の会")
    seed = {"title": "空き家を改修する大工がいます", "body": "空き家の改修をします。"}
    make_listing(near, Listing.Side.SEED, field_slugs=("housing",), **seed)
    make_listing(
        far, Listing.Side.SEED, title="お茶を淹れます", body="深蒸し茶の淹れ方を教えます。"
    )
    for number in range(6):
        other = make_partner(f"よそ{number}")
        make_listing(other, Listing.Side.SEED, title=f"計算を教えます{number}", body="算数です。")
    rebuilding.run_here()
    found = inviting.by_suggestion(event, _request(make_staff(event.municipality)))
    assert _names(found)[0] == "大工の会"
    assert "空き家を改修する大工がいます" in found.candidates[0].why


def _request(user: User) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user, request.session = user, {}  # type: ignore[assignment]
    return request


def test_who_cannot_or_need_not_be_told_is_left_out(event: Event) -> None:
    goal = Goal.objects.get(number=11)
    for state in (Partner.State.SUSPENDED, Partner.State.WITHDRAWN):
        _partner(event, str(state), state=state)
    make_partner("だれもいない会", municipality=event.municipality)
    invited, taking_part = _partner(event, "誘った会"), _partner(event, "参加する会")
    inviting.invite(event, [invited], way=Way.GOAL, words="", by=make_user())
    register(event, make_user(), taking_part, Answers())
    found = inviting.by_goal(event, goal)
    assert (_names(found), found.known) == ([], 2)


# --- The step ---------------------------------------------------------------------------------


def _tell(event: Event, partner: Partner, **more: Any) -> list[EventInvitation]:
    said = {"way": Way.GOAL, "words": "ぜひどうぞ", "by": make_user(), **more}
    return inviting.invite(event, [partner], **said)


def test_all_members_are_told_once(event: Event) -> None:
    partner = _partner(event, "甲")
    viewer = make_member(partner, Membership.Role.VIEWER)
    assert len(_tell(event, partner)) == 1
    assert _tell(event, partner) == []
    assert Notice.objects.filter(kind=inviting.INVITED).count() == 2
    assert Notice.objects.filter(recipient=viewer, url=event.get_absolute_url()).exists()


@pytest.mark.parametrize("state", [Partner.State.SUSPENDED, Partner.State.WITHDRAWN])
def test_who_is_not_registered_any_more_is_never_told(event: Event, state: str) -> None:
    partner = _partner(event, "甲")
    Partner.objects.filter(pk=partner.pk).update(state=state)
    assert _tell(event, partner) == []
    assert Notice.objects.count() == 0


def test_nobody_is_invited_to_what_takes_nobody(event: Event) -> None:
    Event.objects.update(state="cancelled", cancel_reason="大雪")
    event.refresh_from_db()
    with pytest.raises(StateError):
        _tell(event, _partner(event, "甲"))


def test_the_notice_says_when_where_and_the_words(event: Event) -> None:
    partner = _partner(event, "甲")
    _tell(event, partner)
    message = _said(Notice.objects.get())
    assert message
    assert "空き家を考える会" in message.subject
    for words in ("市民会館", "ぜひどうぞ", f"/events/{event.slug}/"):
        assert words in message.text


def test_the_notice_is_silent_once_registration_is_closed(event: Event) -> None:
    _tell(event, _partner(event, "甲"))
    Event.objects.update(state="cancelled", cancel_reason="大雪")
    assert _said(Notice.objects.get()) is None


def test_who_wants_no_such_mail_gets_none(event: Event) -> None:
    partner = make_partner(municipality=event.municipality)
    choosing.choose_paces(make_member(partner), {inviting.INVITED: Pace.NONE})
    _tell(event, partner)
    assert Notice.objects.get().mail == Notice.Mail.LEFT_OUT


# --- The page ---------------------------------------------------------------------------------


def test_the_page_shows_whom_before_anybody_is_told(editor: Client, event: Event) -> None:
    partner = _partner(event, "みどり商店")
    page = _post(editor, event, way="list", names="みどり商店\nだれでもない")
    assert f'name="partners" value="{partner.pk}"' in page
    assert "だれでもない" in page
    assert EventInvitation.objects.count() == 0


def test_only_those_who_are_ticked_are_told(editor: Client, event: Event) -> None:
    one, two = _partner(event, "甲"), _partner(event, "乙")
    said = {"way": "list", "names": "甲\n乙", "words": "どうぞ", "partners": [one.pk]}
    assert _post(editor, event, "invite", **said) == _url(event)
    row = EventInvitation.objects.get()
    assert (row.partner, row.way, row.words) == (one, "list", "どうぞ")
    page = editor.get(_url(event)).content.decode()
    assert one.name in page
    assert two.name not in page


def test_ticking_nobody_keeps_the_list(editor: Client, event: Event) -> None:
    _partner(event, "甲")
    page = _post(editor, event, "invite", way="list", names="甲")
    assert "1つ以上チェック" in page
    assert 'name="partners"' in page


def test_what_was_typed_stays_where_nobody_can_be_invited(editor: Client, event: Event) -> None:
    partner = _partner(event, "甲")
    Event.objects.update(registration_closes_at=timezone.now())
    said = {"way": "list", "names": "甲", "words": "ぜひ皆さまで", "partners": [partner.pk]}
    page = _post(editor, event, "invite", **said)
    assert 'id="error-summary"' in page
    assert "ぜひ皆さまで" in page
    assert EventInvitation.objects.count() == 0


def test_lines_that_were_too_many_are_counted(editor: Client, event: Event) -> None:
    names = "\n".join(f"だれか{n}" for n in range(inviting.MOST_LINES + 3))
    assert "あと3行" in _post(editor, event, way="list", names=names)


@pytest.mark.parametrize("way", ["goal", "field", "list", "by-magic", ""])
def test_a_way_without_what_it_needs_is_refused(editor: Client, event: Event, way: str) -> None:
    assert 'id="error-summary"' in _post(editor, event, way=way)


@pytest.mark.parametrize("typed", TYPEABLE)
def test_nothing_that_is_typed_breaks_the_page(editor: Client, event: Event, typed: str) -> None:
    names = ("goal", "field", "names", "words", "partners")
    for way in ("list", "goal", typed):
        for step in ("preview", "invite"):
            _post(editor, event, step, way=way, **dict.fromkeys(names, typed))


def test_the_page_asks_as_often_for_many(editor: Client, event: Event) -> None:
    def add() -> None:
        _tell(event, _partner(event, "甲"))

    assert_constant_queries(editor, _url(event), add, at_most=14)
