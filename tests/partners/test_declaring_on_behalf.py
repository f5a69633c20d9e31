"""A federation that may change the profile of a member writes its declaration; its owners hear."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.life import renewing
from partners.mailing import telling
from partners.models import Membership, Partner, open_year
from partners.publishing import declaring
from partners.publishing.declaring import Line, Told
from tests.factories import affiliate, make_federation, make_member, make_partner, make_target
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tomoni.journal.models import Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
YEAR = open_year(timezone.localdate())


def represented(allowed: str) -> tuple[Partner, Partner]:
    """A partner with an owner and a target, and its federation."""
    federation, partner = make_federation(), make_partner()
    make_member(partner)
    make_target(partner)
    affiliate(federation, partner, **{allowed: True})
    return federation, partner


@pytest.mark.parametrize(("allowed", "status"), [("writes", 403), ("edits", 200)])
def test_declaration_and_reports_are_a_part_of_the_profile(allowed: str, status: int) -> None:
    federation, partner = represented(allowed)
    client = logged_in(make_member(federation, Membership.Role.EDITOR))
    query = f"?partner={partner.slug}"
    form, report = f"/my/declaration/{query}", f"/my/declaration/{YEAR}/{query}"
    assert [client.get(url).status_code for url in (form, report)] == [status, status]
    assert client.post(form, {"declaration": "書き換えた"}).status_code in {status, 302}
    html = client.get(f"/partners/{partner.slug}/declaration/").content.decode()
    assert (form in html) == (status == 200)


def test_owners_hear_of_what_was_declared_and_reported_in_their_name() -> None:
    federation, partner = represented("edits")
    by = make_member(federation)
    target = partner.targets.get()
    declaring.declare(
        partner, by=by, seen_version=partner.version, text="新", lines=[Line.of(target)]
    )
    told = [Told(target, "under_way", "進めました。")]
    declaring.report_year(partner, YEAR, by=by, seen_version=0, summary="", told=told)
    Job.objects.open().filter(kind=telling.TELL).update(due_at=timezone.now())
    telling.tell(partner.pk)
    [mail] = delivered()
    assert mail.to == [partner.members.get().email]
    assert mail.body.count(federation.name) == 2


def test_owners_hear_that_a_late_renewal_was_asked_for() -> None:
    federation, partner = represented("edits")
    long_over = timezone.localdate() - timedelta(days=200)
    partner.state, partner.expires_on = Partner.State.LAPSED, long_over
    partner.save()
    renewing.renew_partner(partner, by=make_member(federation), seen=long_over)
    assert Job.objects.open().filter(kind=telling.TELL).count() == 1


def test_suspended_in_this_moment_it_takes_no_declaration_and_no_report() -> None:
    partner = make_partner()
    owner, target = make_member(partner), make_target(partner)
    Partner.objects.filter(pk=partner.pk).update(state=Partner.State.WITHDRAWN)
    with pytest.raises(StateError):
        declaring.declare(partner, by=owner, seen_version=partner.version, text="新", lines=[])
    with pytest.raises(StateError):
        declaring.report_year(
            partner,
            YEAR,
            by=owner,
            seen_version=0,
            summary="",
            told=[Told(target, "under_way", "進めました。")],
        )
    partner.refresh_from_db()
    assert (partner.declaration, partner.version) == ("", 1)
