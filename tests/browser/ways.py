"""Ways through the forms: 入力 → 確認 → 完了, and two editors at once.

A way stops (`yield`) on every page that is to be looked at, and says before which pages these are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F, Model

from partners.people.claims import issue_code
from tests.browser.filling import (
    fill_in_behalf,
    fill_in_call,
    fill_in_challenge,
    fill_in_free_proposal,
    fill_in_meeting,
    fill_in_offer,
    fill_in_partner,
    fill_in_proposal,
    fill_in_seed,
)
from tests.browser.walker import Walker
from tests.portal.roles import World

Walk = Callable[[Walker, World], Iterator[None]]


@dataclass(frozen=True)
class Way:
    """Who takes which steps, and the names of the URLs where the steps stop."""

    role: str
    stops: tuple[str, ...]
    walk: Walk


class Ways(dict[str, Way]):
    """Ways by their names."""

    def by(self, role: str, *stops: str) -> Callable[[Walk], Walk]:
        """Put the walk among the ways; who takes it has logged in before."""

        def add(walk: Walk) -> Walk:
            self[walk.__name__] = Way(role, stops, walk)
            return walk

        return add


WAYS = Ways()


@WAYS.by("newcomer", "partners:partner_confirm", "partners:partner_done")
def registers_a_partner(person: Walker, world: World) -> Iterator[None]:
    fill_in_partner(person, world.city)
    return check_and_send(person)


@WAYS.by("stranger", "partners:affiliate_create_confirm", "partners:affiliate_detail")
def registers_a_member_of_its_federation(person: Walker, world: World) -> Iterator[None]:
    fill_in_behalf(person, "/my/affiliates/new/", world.city)
    return check_and_send(person)


@WAYS.by("city_editor", "partners:behalf_create_confirm", "partners:partner_review")
def registers_from_a_form_on_paper(person: Walker, world: World) -> Iterator[None]:
    fill_in_behalf(person, "/desk/partners/new/", world.city)
    return check_and_send(person)


@WAYS.by("stranger", "partners:affiliate_letter")
def prints_a_letter(person: Walker, world: World) -> Iterator[None]:
    page = f"/my/affiliates/{world.unclaimed.slug}/"
    person.goes_to(page)
    person.presses('main form[action$="/code/"] button')
    yield


@WAYS.by("newcomer", "partners:partner_claim_confirm", "portal:my")
def takes_over_with_a_code(person: Walker, world: World) -> Iterator[None]:
    code = issue_code(world.unclaimed, by=world.users["stranger"])  # type: ignore[arg-type]
    person.goes_to(f"/claim/?receipt={world.unclaimed.receipt}")
    person.fills(code=code)
    return check_and_send(person)


@WAYS.by("owner", "partners:listing_create_confirm", "partners:listing_done")
def publishes_a_seed(person: Walker, world: World) -> Iterator[None]:
    fill_in_seed(person)
    return check_and_send(person)


@WAYS.by("owner", "partners:declaration_edit_confirm", "partners:declaration_detail")
def declares_a_target(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/my/declaration/")
    person.fills(declaration="茶づくりで出るものを捨てません。")
    person.chooses("targets-1-goal", "4")
    person.fills(**{"targets-1-aim": "小学校でお茶の教室を開く", "targets-1-by_when": "毎年"})
    return check_and_send(person)


@WAYS.by("owner", "partners:news_create_confirm", "partners:news_done")
def posts_news(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/my/news/new/")
    person.chooses("kind", "event")
    person.fills(title="茶工場の見学会", body="五月三日に工場を開放します。")
    return check_and_send(person)


@WAYS.by("owner", "partners:news_edit_confirm", "partners:news_edit_confirm")
def edits_news(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/my/news/{world.news.pk}/edit/")
    person.fills(body="わたしの文")
    return check_and_meet_another_editor(person, world.news)


@WAYS.by("city_editor", "events:report_edit_confirm", "events:report_desk")
def writes_a_report(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/desk/events/{world.report_begun.slug}/report/edit/")
    person.fills(text="# 概要\n\n六人が一つの卓を囲みました。", tags="お茶、空き家")
    return check_and_send(person)


@WAYS.by("owner", "challenges:proposal_confirm", "challenges:proposal_done")
def answers_a_challenge(person: Walker, world: World) -> Iterator[None]:
    fill_in_proposal(person, world.challenge)
    return check_and_send(person)


@WAYS.by("owner", "challenges:free_confirm", "challenges:proposal_done")
def proposes_without_a_challenge(person: Walker, world: World) -> Iterator[None]:
    fill_in_free_proposal(person, world.city)
    return check_and_send(person)


@WAYS.by("owner", "events:event_register_confirm", "events:event_registered")
def registers_for_a_meeting(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/events/{world.event.slug}/register/")
    person.fills(working_on="古民家の改修")
    return check_and_send(person)


@WAYS.by("owner", "events:pitch_apply_confirm", "events:pitch_done")
def applies_for_a_pitch(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/events/{world.event.slug}/pitches/apply/")
    person.fills(title="台所を貸してください", ask="土曜の朝に使える台所を探しています。")
    return check_and_send(person)


@WAYS.by("stranger", "events:pitch_edit_confirm", "events:pitch_detail")
def changes_a_pitch(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/events/{world.event.slug}/pitches/{world.pitch.pk}/edit/")
    person.fills(title="土曜の台所")
    return check_and_send(person)


@WAYS.by("city_editor", "challenges:challenge_create_confirm", "challenges:challenge_desk")
def posts_a_challenge(person: Walker, world: World) -> Iterator[None]:
    fill_in_challenge(person)
    return check_and_send(person)


@WAYS.by("owner", "challenges:call_create_confirm", "challenges:call_workplace")
def calls_on_municipalities(person: Walker, world: World) -> Iterator[None]:
    fill_in_call(person)
    return check_and_send(person)


@WAYS.by("other_city", "challenges:offer_confirm", "challenges:offer_done")
def answers_a_call(editor: Walker, world: World) -> Iterator[None]:
    fill_in_offer(editor, world.call)
    return check_and_send(editor)


@WAYS.by("owner", "challenges:call_edit_confirm", "challenges:call_edit_confirm")
def edits_a_call(person: Walker, world: World) -> Iterator[None]:
    fill_in_call(person, f"/my/calls/{world.draft_call.slug}/edit/")
    return check_and_meet_another_editor(person, world.draft_call)


@WAYS.by("city_editor", "events:event_create_confirm", "events:programme_edit")
def writes_a_meeting(person: Walker, world: World) -> Iterator[None]:
    fill_in_meeting(person, new_series="季節の交流会")
    return check_and_send(person)


@WAYS.by("city_editor", "events:event_edit_confirm", "events:event_edit_confirm")
def edits_a_meeting(person: Walker, world: World) -> Iterator[None]:
    fill_in_meeting(person, f"/desk/events/{world.event.slug}/edit/")
    return check_and_meet_another_editor(person, world.event)


@WAYS.by("city_editor", "challenges:challenge_new_preview")
def looks_at_a_preview(person: Walker, world: World) -> Iterator[None]:
    fill_in_challenge(person)
    person.presses('main button[value="preview"]')
    yield


@WAYS.by("city_editor", "challenges:challenge_edit_preview")
def looks_at_a_preview_of_changes(person: Walker, world: World) -> Iterator[None]:
    fill_in_challenge(person, f"/desk/challenges/{world.draft.slug}/edit/")
    person.presses('main button[value="preview"]')
    yield


def check_and_send(person: Walker) -> Iterator[None]:
    """From the filled form to the confirmation, and on to the completion."""
    person.presses()
    yield
    person.presses()
    yield


@WAYS.by("owner", "partners:partner_confirm", "partners:partner_confirm")
def edits_the_partner(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/my/partner/")
    person.fills(description="わたしの文")
    return check_and_meet_another_editor(person, world.partner)


@WAYS.by("owner", "partners:listing_edit_confirm", "partners:listing_edit_confirm")
def edits_a_need(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/my/listings/{world.listing.pk}/edit/")
    person.fills(body="わたしの文")
    return check_and_meet_another_editor(person, world.listing)


@WAYS.by("city_editor", "challenges:challenge_edit_confirm", "challenges:challenge_edit_confirm")
def edits_a_challenge(person: Walker, world: World) -> Iterator[None]:
    fill_in_challenge(person, f"/desk/challenges/{world.draft.slug}/edit/")
    return check_and_meet_another_editor(person, world.draft)


def check_and_meet_another_editor(person: Walker, row: Model) -> Iterator[None]:
    """To the confirmation, and to both texts side by side: a colleague has saved meanwhile."""
    person.presses()
    yield
    type(row)._default_manager.filter(pk=row.pk).update(version=F("version") + 1)
    person.presses(status=409)
    yield


@WAYS.by("city_manager", "partners:partner_review")
def approves_a_partner(person: Walker, world: World) -> Iterator[None]:
    person.goes_to(f"/desk/partners/{world.waiting.slug}/")
    person.presses('main form[action$="/approve/"] button')
    yield


@WAYS.by("city_manager", "challenges:proposal_accept", "challenges:proposal_decline")
def reads_the_mail_before_it_is_sent(person: Walker, world: World) -> Iterator[None]:
    for answer in ("accept", "decline"):
        person.goes_to(f"/desk/proposals/{world.proposal.receipt}/{answer}/")
        person.fills(text="ご提案ありがとうございます。")
        person.presses('main button[value="preview"]')
        yield
