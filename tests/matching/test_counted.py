"""The desk sees how often suggestions were answered, in its own city, this fiscal year."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from matching.feedback import give_feedback, take_back_feedback
from matching.models import Trace
from matching.reading.counted import feedback_counts
from partners.models import Listing
from tests.factories import make_member, make_municipality, make_staff
from tests.matching.answering import client_of
from tests.matching.world import make_challenge, make_need, make_partner, make_seed
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


@pytest.fixture
def city() -> Municipality:
    return make_municipality()


def answered(
    city: Municipality, verdict: str, reason: str = "", on: date = TODAY
) -> tuple[Listing, Listing]:
    need, seed = make_need(make_partner(municipality=city)), make_seed()
    trace = give_feedback(need, seed, verdict, by=make_member(need.partner), reason=reason)
    moment = timezone.make_aware(datetime(on.year, on.month, on.day, 12))
    Trace.objects.filter(pk=trace.pk).update(answered_at=moment)
    return need, seed


def counts(city: Municipality) -> dict[str, tuple[int, int]]:
    lines = feedback_counts(city, TODAY).lines
    return {str(line.label): (line.partners, line.office) for line in lines if any(line[1:3])}


def test_answers_by_verdict_and_reason(city: Municipality) -> None:
    answered(city, "useful"), answered(city, "known")
    for reason in ("too_far", "too_far", "not_now"):
        answered(city, "not_for_us", reason)
    challenge = make_challenge(municipality=city)
    give_feedback(challenge, make_seed(), "useful", by=make_staff(city))
    Trace.objects.filter(challenge=challenge).update(
        answered_at=timezone.make_aware(datetime(2026, 11, 1))
    )
    assert counts(city) == {
        "役に立つ": (1, 1),
        "合わない": (3, 0),
        "遠すぎる": (2, 0),
        "今は時期ではない": (1, 0),
        "すでに知っている": (1, 0),
    }
    assert feedback_counts(city, TODAY).total == 6


def test_other_cities_other_years_and_what_was_taken_back_are_not_counted(
    city: Municipality,
) -> None:
    answered(make_municipality(), "useful")
    answered(city, "useful", on=date(2026, 3, 31))
    answered(city, "useful", on=date(2027, 4, 1))
    need, seed = answered(city, "useful")
    take_back_feedback(need, seed, by=make_member(need.partner))
    assert counts(city) == {}
    answered(city, "useful", on=date(2026, 4, 1)), answered(city, "useful", on=date(2027, 3, 31))
    assert counts(city) == {"役に立つ": (2, 0)}


def test_desk_shows_the_table_and_no_names(city: Municipality) -> None:
    need, seed = make_need(make_partner("秘密の商店", municipality=city)), make_seed()
    staff = client_of(make_staff(city))
    assert "まだ候補への反応がありません" in staff.get("/desk/matching/").content.decode()
    give_feedback(need, seed, "not_for_us", by=make_member(need.partner), reason="too_far")
    html = staff.get("/desk/matching/").content.decode()
    table = html.partition('id="h-feedback"')[2].partition("</section>")[0]
    assert "遠すぎる" in table
    assert "秘密の商店" not in table
    other = client_of(make_staff(make_municipality()))
    assert "まだ候補への反応がありません" in other.get("/desk/matching/").content.decode()
