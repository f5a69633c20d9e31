"""Messages between a partner and the city: who writes and reads, who is told, what is kept."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.test import Client

from challenges.models import Message, MessageFile, Proposal, Sighting
from challenges.talking import messages as talking
from challenges.talking.telling import ARRIVED
from partners.models import Membership
from tests.bad_inputs import TYPEABLE, bad_files, pdf_file
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tests.notices import heard
from tests.queries import assert_constant_queries, count_queries
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
Side, Confidentiality = Message.Side, Proposal.Confidentiality


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def told() -> list[int]:
    return heard.told(ARRIVED)


def address(proposal: Proposal) -> str:
    return f"/proposals/{proposal.receipt}/messages/"


def say(proposal: Proposal, side: Side, text: str = "見積もりを送ります。", **more: Any) -> Message:
    """A message of the side, by somebody new there unless said otherwise."""
    by = more.pop("by", None) or (
        make_member(proposal.partner) if side == Side.PARTNER else make_staff(proposal.municipality)
    )
    return talking.send_message(proposal, by=by, side=side, text=text, **more)


@pytest.fixture
def proposal() -> Proposal:
    return make_proposal(confidentiality=Confidentiality.PARTNERS)


@pytest.fixture
def officer(proposal: Proposal) -> User:
    return make_staff(proposal.municipality, name="職員 太郎")


def test_both_sides_write_and_read(client: Client, proposal: Proposal, officer: User) -> None:
    client.force_login(proposal.submitted_by)
    client.post(address(proposal), key(text="いつごろ始められますか。\n急ぎではありません。"))
    client.force_login(officer)
    page = client.get(address(proposal)).content.decode()
    assert "いつごろ始められますか。<br>急ぎではありません。" in page
    assert str(proposal.submitted_by) in page
    client.post(address(proposal), key(text="四月からです。"))
    client.force_login(proposal.submitted_by)
    page = client.get(address(proposal)).content.decode()
    assert "四月からです。" in page
    assert "職員 太郎" not in page
    sides = [message.side for message in proposal.messages.all()]
    assert sides == [Side.PARTNER, Side.CITY]
    assert Entry.objects.filter(verb="message.sent").count() == 2


WHO: dict[str, tuple[Any, int, int]] = {
    "owner": (lambda p: make_member(p.partner), 200, 302),
    "editor": (lambda p: make_member(p.partner, Membership.Role.EDITOR), 200, 302),
    "member who reads": (lambda p: make_member(p.partner, Membership.Role.VIEWER), 200, 403),
    "city viewer": (lambda p: make_staff(p.municipality, StaffRole.Role.VIEWER), 200, 403),
    "city editor": (lambda p: make_staff(p.municipality), 200, 302),
    "other partner": (lambda p: make_member(make_partner()), 404, 404),
    "newcomer": (lambda p: make_user(), 404, 404),
    "other city": (lambda p: make_staff(make_municipality(), StaffRole.Role.MANAGER), 404, 404),
    "operator": (lambda p: make_operator(), 404, 404),
}


@pytest.mark.parametrize("state", [state for state in Proposal.State if state != "draft"])
@pytest.mark.parametrize("who", WHO)
def test_who_reads_and_who_writes(client: Client, who: str, state: str) -> None:
    proposal = make_proposal(confidentiality=Confidentiality.PUBLIC)
    message = say(proposal, Side.CITY, "秘密の連絡")
    file = message.files.create(file="nowhere.pdf", name="x.pdf", content_type="a/b", size=1)
    ground = proposal.municipality.refusal_grounds.create(name_ja="時期")
    Proposal.objects.filter(pk=proposal.pk).update(
        state=state, decided_at=proposal.submitted_at, refusal_ground=ground, decision_text="x"
    )
    make, reads, writes = WHO[who]
    client.force_login(make(proposal))
    response = client.get(address(proposal))
    assert response.status_code == reads
    assert ("秘密の連絡" in response.content.decode()) == (reads == 200)
    assert client.get(file.get_absolute_url()).status_code == 404  # its content is not there
    before = proposal.messages.count()
    if writes == 302 and state == Proposal.State.WITHDRAWN:
        writes = 200
    assert client.post(address(proposal), key(text="はい。")).status_code == writes
    assert proposal.messages.count() - before == (writes == 302)


def test_a_draft_has_no_messages(client: Client, officer: User, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.DRAFT)
    for person in (officer, proposal.submitted_by):
        client.force_login(person)
        assert client.get(address(proposal)).status_code == 404


def test_who_leaves_the_partner_reads_no_more_and_gets_no_mail(
    client: Client, proposal: Proposal
) -> None:
    gone = make_member(proposal.partner)
    say(proposal, Side.CITY, "内々の連絡です。")
    assert gone.pk in told()
    Membership.objects.filter(user=gone).delete()
    client.force_login(gone)
    assert client.get(address(proposal)).status_code == 404
    assert proposal.title not in client.get("/my/notices/").content.decode()
    heard.mail_notices()
    assert [sent.to for sent in outbox.outbox] == [[proposal.submitted_by.email]]


def test_the_other_side_is_told_in_its_language(proposal: Proposal, officer: User) -> None:
    reader = make_member(proposal.partner, Membership.Role.VIEWER)
    english = make_member(proposal.partner, language="en")
    message = say(proposal, Side.CITY, by=officer)
    assert set(told()) == {proposal.submitted_by_id, english.pk}
    assert reader.pk not in told()
    heard.mail_notices()
    subjects = {sent.to[0]: sent.subject for sent in outbox.outbox}
    assert subjects[english.email] == f"A message on the proposal “{proposal.title}”"
    assert "メッセージ" in subjects[proposal.submitted_by.email]
    assert all(message.text in str(sent.body) for sent in outbox.outbox)
    for notice in Notice.objects.all():
        assert notice.url == address(proposal)
        assert any(f"/my/notices/{notice.pk}/" in str(sent.body) for sent in outbox.outbox)


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
def test_words_for_the_city_alone_stand_in_no_mail_and_none_in_the_ledger(
    confidentiality: str,
) -> None:
    proposal = make_proposal(confidentiality=confidentiality)
    say(proposal, Side.CITY, "合言葉は茶柱")
    assert "茶柱" not in str(list(Job.objects.values_list("payload", flat=True)))
    assert "茶柱" not in str(list(Entry.objects.values_list("subject_title", "data")))
    heard.mail_notices()
    [sent] = outbox.outbox
    assert ("茶柱" in str(sent.body)) == (confidentiality != Confidentiality.CITY)
    assert "茶柱" not in str(list(Notice.objects.values_list("data", "key", "url")))


def test_the_whole_office_is_told_until_somebody_has_taken_it_up(
    proposal: Proposal, officer: User
) -> None:
    colleague = make_staff(proposal.municipality, StaffRole.Role.MANAGER)
    make_staff(proposal.municipality, StaffRole.Role.VIEWER)
    writer = proposal.challenge.created_by  # type: ignore[union-attr]
    say(proposal, Side.PARTNER)
    assert set(told()) == {officer.pk, colleague.pk, writer.pk}
    say(proposal, Side.CITY, by=officer)
    Notice.objects.all().delete()
    say(proposal, Side.PARTNER)
    assert told() == [officer.pk]
    StaffRole.objects.filter(user=officer).delete()
    Notice.objects.all().delete()
    say(proposal, Side.PARTNER)
    assert set(told()) == {colleague.pk, writer.pk}


def test_opened_is_what_the_other_side_has_opened(
    client: Client, proposal: Proposal, officer: User
) -> None:
    message = say(proposal, Side.PARTNER, by=proposal.submitted_by)
    client.force_login(proposal.submitted_by)
    assert "市はまだ開いていません" in client.get(address(proposal)).content.decode()
    client.force_login(officer)
    client.get(address(proposal), headers={"Sec-Purpose": "prefetch"})
    assert not Sighting.objects.exists()
    for _ in range(2):
        client.get(address(proposal))
    opening = Sighting.objects.get()
    assert (opening.message, opening.reader) == (message, officer)
    client.force_login(proposal.submitted_by)
    page = client.get(address(proposal)).content.decode()
    assert "市はまだ開いていません" not in page
    assert "市が最初に開いた日時" in page


def test_new_messages_are_counted_until_opened_or_answered(
    client: Client, proposal: Proposal, officer: User, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    colleague = make_staff(proposal.municipality)
    say(proposal, Side.PARTNER)
    say(proposal, Side.PARTNER)

    def on_desk(person: User) -> list[int]:
        client.force_login(person)
        rows = client.get("/desk/").context["written_proposals"]
        return [row.new_messages for row in rows]

    assert on_desk(officer) == on_desk(colleague) == [2]
    client.get(address(proposal))  # the colleague opens the page
    assert (on_desk(colleague), on_desk(officer)) == ([], [2])
    say(proposal, Side.CITY, by=colleague)
    assert on_desk(officer) == []
    client.force_login(proposal.submitted_by)
    [row] = client.get("/my/").context["proposals"]
    assert row.new_messages == 1
    assert "新しいメッセージ" in client.get("/my/proposals/").content.decode()
    client.get(address(proposal))
    [row] = client.get("/my/").context["proposals"]
    assert row.new_messages == 0


def test_an_old_proposal_with_news_stands_on_top_of_my_page(client: Client) -> None:
    partner = make_partner()
    old = make_proposal(partner=partner)
    for _ in range(11):
        make_proposal(partner=partner)
    say(old, Side.CITY)
    client.force_login(make_member(partner))
    assert client.get("/my/").context["proposals"][0] == old


def test_two_presses_are_one_message(client: Client, proposal: Proposal) -> None:
    client.force_login(proposal.submitted_by)
    posted = key(text="一度だけです。")
    first = client.post(address(proposal), posted)
    second = client.post(address(proposal), posted)
    assert first["Location"] == second["Location"]
    assert proposal.messages.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "長" * 8_001])
def test_a_text_that_cannot_be_sent_is_said_beside_the_field_and_kept(
    client: Client, proposal: Proposal, text: str
) -> None:
    client.force_login(proposal.submitted_by)
    response = client.post(address(proposal), key(text=text, attachments=[pdf_file()]))
    assert "id_text_error" in response.content.decode()
    again = client.get(address(proposal)).content.decode()
    assert text.strip() in again
    assert "計画.pdf" in again
    assert proposal.messages.count() == 0


def test_what_is_typed_is_kept_until_it_is_sent(client: Client, proposal: Proposal) -> None:
    client.force_login(proposal.submitted_by)
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = client.post(address(proposal), key(text="途中まで"), headers=headers)
    assert 'id="draft-state"' in response.content.decode()
    assert "途中まで" in client.get(address(proposal)).content.decode()
    [draft] = client.get("/my/").context["drafts"]
    assert draft["url"] == address(proposal)
    client.post(address(proposal), key(text="できあがり"))
    assert "途中まで" not in client.get(address(proposal)).content.decode()
    assert not Draft.objects.exists()


def test_files_come_with_a_message_and_go_out_as_attachments(
    client: Client, proposal: Proposal, officer: User
) -> None:
    client.force_login(proposal.submitted_by)
    client.post(address(proposal), key(text="添付します。", attachments=[pdf_file("見積 書.pdf")]))
    file = MessageFile.objects.get()
    assert (file.name, file.content_type) == ("見積 書.pdf", "application/pdf")
    for person, status in ((officer, 200), (make_user(), 404), (make_operator(), 404)):
        client.force_login(person)
        response: Any = client.get(file.get_absolute_url())
        assert response.status_code == status
        if status == 200:
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"
            assert b"%PDF" in b"".join(response.streaming_content)
    other = make_proposal(partner=proposal.partner)
    client.force_login(proposal.submitted_by)
    assert client.get(f"{address(other)}files/{file.token}/").status_code == 404


@pytest.mark.parametrize("case", bad_files())
def test_no_file_is_taken_that_is_not_what_it_says(
    client: Client, proposal: Proposal, case: str
) -> None:
    client.force_login(proposal.submitted_by)
    file = bad_files()[case]
    response = client.post(address(proposal), key(text="添付します。", attachments=[file]))
    assert "id_attachments_error" in response.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_sent_or_said_why_not(
    client: Client, proposal: Proposal, case: str
) -> None:
    client.force_login(proposal.submitted_by)
    response = client.post(address(proposal), key(text=TYPEABLE[case], corrects=TYPEABLE[case]))
    assert response.status_code == (302 if Message.objects.exists() else 200)
    assert client.get(address(proposal)).status_code == 200
    page = client.get(address(proposal), {"corrects": TYPEABLE[case]}).content.decode()
    assert "<script>alert" not in page


def test_nobody_writes_without_end(client: Client, proposal: Proposal) -> None:
    by = proposal.submitted_by
    for _ in range(talking.MOST_AN_HOUR):
        say(proposal, Side.PARTNER, by=by)
    with pytest.raises(StateError, match="しばらく"):
        say(proposal, Side.PARTNER, by=by)
    client.force_login(by)
    page = client.post(address(proposal), key(text="二十一通め")).content.decode()
    assert "二十一通め" in page
    assert "しばらく" in page
    say(proposal, Side.PARTNER)  # a colleague still can


def test_a_correction_follows_and_says_what_it_corrects(client: Client, proposal: Proposal) -> None:
    by = proposal.submitted_by
    wrong = say(proposal, Side.PARTNER, "五月です。", by=by)
    theirs = say(proposal, Side.CITY)
    client.force_login(by)
    page = client.get(address(proposal), {"corrects": wrong.pk}).content.decode()
    assert f'name="corrects" value="{wrong.pk}"' in page
    client.post(address(proposal), key(text="六月です。", corrects=wrong.pk))
    right = Message.objects.get(text="六月です。")
    assert right.corrects == wrong
    page = client.get(address(proposal)).content.decode()
    assert f'href="#m{right.pk}"' in page
    assert f'href="#m{wrong.pk}"' in page
    client.post(address(proposal), key(text="七月です。", corrects=theirs.pk))
    assert not Message.objects.filter(text="七月です。").exists()
    with pytest.raises(ValueError, match="own side"):
        say(proposal, Side.PARTNER, corrects=theirs)
    with pytest.raises(ValueError, match="own side"):
        say(make_proposal(), Side.PARTNER, corrects=wrong)


def test_impossible_messages_cannot_exist(proposal: Proposal) -> None:
    message = say(proposal, Side.PARTNER)
    for fields in ({"text": ""}, {"corrects": message}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**fields)


def test_the_pages_cost_the_same_for_one_message_and_for_three(
    client: Client, proposal: Proposal, officer: User, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False

    def add() -> None:
        file = say(proposal, Side.PARTNER).files
        file.create(file="x.pdf", name="x.pdf", content_type="application/pdf", size=1)
        say(make_proposal(make_challenge(proposal.municipality)), Side.PARTNER)

    client.force_login(officer)
    assert_constant_queries(client, address(proposal), add, at_most=13)
    assert_constant_queries(client, "/desk/", add, at_most=12)
    assert count_queries(client, proposal.get_absolute_url()) <= 14


def test_the_latest_hundred_are_shown_and_the_others_on_demand(
    client: Client, proposal: Proposal, officer: User
) -> None:
    rows = [
        Message(proposal=proposal, side=Side.PARTNER, author=proposal.submitted_by, text=f"第{n}通")
        for n in range(101)
    ]
    Message.objects.bulk_create(rows)
    client.force_login(officer)
    assert "第0通" not in client.get(address(proposal)).content.decode()
    assert "第0通" in client.get(address(proposal), {"all": ""}).content.decode()
