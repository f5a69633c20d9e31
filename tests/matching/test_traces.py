"""What is left behind where suggestions are shown and opened, and how long it is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching import retention
from matching.feedback import give_feedback
from matching.models import Trace
from matching.storing.keys import key_of
from matching.storing.traces import claim_untold, note_opened, note_shown
from partners.models import Listing, Membership
from tests.factories import make_member, make_staff, make_user
from tests.matching.answering import all_traces, client_of, editor_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


def writes_of(client: object, url: str) -> list[str]:
    """The statements by which a GET writes traces."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200  # type: ignore[attr-defined]
    found = (query["sql"] for query in captured.captured_queries)
    return [sql for sql in found if "INSERT INTO matching_trace" in sql]


@pytest.mark.parametrize("url", ["/listings/{}/suggestions/", "/listings/{}/", "/my/"])
def test_first_showing_is_written_once_in_one_statement(url: str) -> None:
    need, seeds = make_need(**ABOUT_EVERYTHING), make_seeds(3)
    settle(need)
    client = editor_of(need)
    assert [len(writes_of(client, url.format(need.pk))) for _ in range(2)] == [1, 0]
    limit = 1 if url == "/my/" else 3
    shown = all_traces()
    assert len(shown) == limit
    assert {subject for subject, _ in shown} == {key_of(need)}
    assert {key for _, key in shown} <= {key_of(seed) for seed in seeds}
    assert all(trace.first_shown_at and not trace.opened_at for trace in shown.values())


def test_only_what_stands_on_the_page_was_shown() -> None:
    need = make_need(**ABOUT_EVERYTHING)
    make_seeds(12)
    settle(need)
    client = editor_of(need)
    client.get(f"/listings/{need.pk}/")
    assert len(all_traces()) == 5
    client.get(f"/listings/{need.pk}/suggestions/")
    assert len(all_traces()) == 7
    client.get(f"/listings/{need.pk}/suggestions/?page=2")
    assert len(all_traces()) == 12


def test_who_may_not_answer_leaves_nothing_behind() -> None:
    need, seed, challenge = make_need(), make_seed(), make_challenge()
    settle(need, seed, challenge)
    city = challenge.municipality
    for who, urls in (
        (make_member(need.partner, Membership.Role.VIEWER), [f"/listings/{need.pk}/suggestions/"]),
        (make_staff(need.partner.municipality), [f"/listings/{need.pk}/suggestions/"]),
        (make_staff(city, StaffRole.Role.VIEWER), [f"/challenges/{challenge.slug}/suggestions/"]),
        (make_member(make_partner()), [f"/challenges/{challenge.slug}/suggestions/"]),
    ):
        for url in [*urls, f"{urls[0]}listing-{seed.pk}/"]:
            assert writes_of(client_of(who), url) == []
    assert not Trace.objects.exists()


def test_opening_both_side_by_side_is_written_the_first_time() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    client = editor_of(need)
    url = f"/listings/{need.pk}/suggestions/listing-{seed.pk}/"
    assert [len(writes_of(client, url)) for _ in range(2)] == [1, 0]
    [trace] = all_traces().values()
    assert (trace.opened_at is not None, trace.first_shown_at) == (True, None)
    client.get(f"/listings/{need.pk}/suggestions/")
    [later] = all_traces().values()
    assert later.opened_at == trace.opened_at
    assert later.first_shown_at is not None


def test_office_leaves_traces_for_its_challenge() -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge, seed)
    staff = client_of(make_staff(challenge.municipality))
    staff.get(f"/challenges/{challenge.slug}/suggestions/")
    staff.get(f"/challenges/{challenge.slug}/suggestions/listing-{seed.pk}/")
    trace = all_traces()[key_of(challenge), key_of(seed)]
    assert trace.first_shown_at
    assert trace.opened_at
    assert trace.side == challenge.municipality


def test_nodes_are_those_of_the_keys() -> None:
    need, seed, challenge = make_need(), make_seed(), make_challenge()
    note_shown([(key_of(need), key_of(seed)), (key_of(seed), key_of(challenge))])
    nodes = set(Trace.objects.values_list("subject_node", "candidate_node"))
    assert nodes == {
        (2 * need.pk, 2 * seed.pk),
        (2 * seed.pk, 2 * challenge.pk + 1),
    }


def test_claiming_gives_each_once_and_nothing_that_was_shown_or_opened() -> None:
    need, seeds = make_need(), [make_seed() for _ in range(4)]
    pairs = [(key_of(need), key_of(seed)) for seed in seeds]
    note_shown(pairs[:1])
    note_opened(pairs[1:2])
    assert set(claim_untold(pairs)) == set(pairs[2:])
    assert claim_untold(pairs) == []


def test_no_impossible_row() -> None:
    need, seed, by = make_need(), make_seed(), make_user()
    whole = {"listing": need, "candidate_listing": seed}
    now = timezone.now()
    for fields in (
        {"listing": need},
        {"candidate_listing": seed},
        {**whole, "challenge": make_challenge()},
        {**whole, "verdict": "useful"},
        {**whole, "verdict": "not_for_us", "answered_at": now, "answered_by": by},
        {
            **whole,
            "verdict": "known",
            "reason": "too_far",
            "answered_at": now,
            "answered_by": by,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Trace.objects.create(**fields)
    Trace.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trace.objects.create(**whole)


def test_traces_go_long_after_the_end_and_not_before() -> None:
    need, seed, other = make_need(), make_seed(), make_seed()
    closed, open_ = make_challenge(), make_challenge()
    by = make_member(need.partner)
    give_feedback(need, seed, "useful", by=by)
    note_shown(
        [
            (key_of(need), key_of(other)),
            (key_of(seed), key_of(closed)),
            (key_of(seed), key_of(open_)),
        ]
    )
    long_ago = timezone.now() - retention.KEPT - timedelta(days=1)
    Listing.objects.filter(pk=need.pk).update(updated_at=long_ago)
    assert retention.sweep() == 0  # it is published all the same
    type(closed).objects.filter(pk=closed.pk).update(closes_at=long_ago)
    assert retention.sweep() == 1
    Listing.objects.filter(pk=other.pk).update(state="fulfilled", updated_at=long_ago)
    assert retention.sweep() == 1
    assert set(all_traces()) == {
        (key_of(need), key_of(seed)),
        (key_of(seed), key_of(open_)),
    }
