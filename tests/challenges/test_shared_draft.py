"""A draft that the members of a partner share: one text, two writers, nothing lost or mixed."""

import re
from typing import Any

import pytest
from django.test import Client

from challenges.models import Challenge, Proposal, ProposalDraft
from challenges.proposing import sharing
from partners.models import Membership, Partner
from tests.acting import switch
from tests.bad_inputs import pdf_file
from tests.challenges.proposing import answers, draft_of, post, token_of, url_of
from tests.factories import (
    make_challenge,
    make_member,
    make_partner,
    make_proposal_draft,
    make_staff,
)
from tomoni.accounts.models import Draft, User

pytestmark = pytest.mark.django_db
Role = Membership.Role
AUTOSAVE = {"HX-Request": "true", "HX-Target": "draft-state"}


@pytest.fixture
def partner(person: User) -> Partner:
    return person.partners.get()


@pytest.fixture
def challenge() -> Challenge:
    return make_challenge()


class Writer:
    """A person with the form open in a browser: what it showed stays until it is loaded again."""

    def __init__(self, person: User, challenge: Challenge) -> None:
        self.person, self.challenge, self.client = person, challenge, Client()
        self.client.force_login(person)
        self.opens()

    def opens(self) -> str:
        page = self.client.get(url_of(self.challenge)).content.decode()
        self.token, self.base = hidden(page, "draft"), hidden(page, "base")
        return page

    def types(self, **changes: Any) -> str:
        """What is typed is kept; the page learns what the state of the draft is."""
        response = self._sends(changes, headers=AUTOSAVE)
        assert response.status_code == 200
        body: str = response.content.decode()
        self.base = hidden(body, "base")
        return body

    def goes_on(self, **changes: Any) -> Any:
        return self._sends(changes)

    def _sends(self, changes: dict[str, Any], **extra: Any) -> Any:
        own = {"draft": self.token, "base": self.base}
        return self.client.post(url_of(self.challenge), answers(**own, **changes), **extra)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def hana(partner: Partner, challenge: Challenge) -> Writer:
    return Writer(make_member(partner, Role.OWNER, name="緑 花"), challenge)


@pytest.fixture
def taro(partner: Partner, challenge: Challenge, hana: Writer) -> Writer:
    """Opens the form once Hana has begun, and so sees what she has written."""
    hana.types(summary="はじめの要約", plan="はじめの計画")
    return Writer(make_member(partner, Role.EDITOR, name="茶 太郎"), challenge)


def stored(name: str) -> str:
    return str(ProposalDraft.objects.get().draft.data[name][0])


def test_a_colleague_goes_on_with_the_same_draft(hana: Writer, taro: Writer) -> None:
    assert "はじめの要約" in taro.opens()
    taro.types(summary="太郎の要約", plan="はじめの計画")
    page = hana.opens()
    assert "太郎の要約" in page
    assert "茶 太郎" in page
    assert ProposalDraft.objects.count() == 1


def test_files_are_shared_and_go_with_the_proposal(hana: Writer, taro: Writer) -> None:
    hana.goes_on(attachments=[pdf_file()])
    assert "計画.pdf" in taro.opens()
    taro.client.post(url_of(taro.challenge, confirm=True), token_of(taro.person))
    proposal = Proposal.objects.get()
    assert proposal.submitted_by == taro.person
    assert proposal.attachments.get().name == "計画.pdf"


def test_different_answers_of_two_are_put_together(hana: Writer, taro: Writer) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    told = taro.types(summary="はじめの要約", plan="太郎の計画")
    assert (stored("summary"), stored("plan")) == ("花の要約", "太郎の計画")
    assert "概要" in told
    assert taro.goes_on(summary="はじめの要約", plan="太郎の計画").status_code == 302
    assert (stored("summary"), stored("plan")) == ("花の要約", "太郎の計画")


def test_the_second_into_one_answer_is_told_and_loses_nothing(hana: Writer, taro: Writer) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    told = taro.types(summary="太郎の要約", plan="太郎の計画")
    both = f"/my/proposals/drafts/{taro.token}/both/"
    assert both in told
    assert (stored("summary"), stored("plan")) == ("花の要約", "太郎の計画")
    page = taro.client.get(both).content.decode()
    for shown in ("花の要約", "太郎の要約"):
        assert shown in re.sub("</?mark>", "", page)
    assert 'name="take_plan"' not in page  # nobody else has touched it


def test_going_on_is_refused_until_both_versions_are_seen(hana: Writer, taro: Writer) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    response = taro.goes_on(summary="太郎の要約", plan="はじめの計画")
    assert response.status_code == 409
    page = response.content.decode()
    assert 'name="take_summary"' in page
    assert "緑 花" in page
    confirm = taro.client.get(url_of(taro.challenge, confirm=True))
    assert confirm["Location"].endswith("/both/")


@pytest.mark.parametrize(("choice", "stands"), [("mine", "太郎の要約"), ("theirs", "花の要約")])
def test_the_choice_is_taken_into_the_draft(
    hana: Writer, taro: Writer, choice: str, stands: str
) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    taro.types(summary="太郎の要約", plan="はじめの計画")
    both = f"/my/proposals/drafts/{taro.token}/both/"
    data = {
        "take_summary": choice,
        "version": hidden(taro.client.get(both).content.decode(), "version"),
    }
    response = taro.client.post(both, data)
    assert response["Location"].startswith(url_of(taro.challenge))
    assert stored("summary") == stands
    assert not Draft.objects.filter(user=taro.person).exists()
    assert taro.client.get(both)["Location"] == f"/my/proposals/drafts/{taro.token}/"


def test_a_third_version_while_choosing_is_shown_first(hana: Writer, taro: Writer) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    taro.types(summary="太郎の要約", plan="はじめの計画")
    both = f"/my/proposals/drafts/{taro.token}/both/"
    version = hidden(taro.client.get(both).content.decode(), "version")
    hana.types(summary="花の三つ目", plan="はじめの計画")
    response = taro.client.post(both, {"take_summary": "mine", "version": version})
    assert response.status_code == 409
    assert stored("summary") == "花の三つ目"
    assert sharing.aside(draft_of(taro.person), taro.person)


def test_the_clash_stays_until_somebody_has_chosen(hana: Writer, taro: Writer) -> None:
    hana.types(summary="花の要約", plan="はじめの計画")
    for text in ("太郎の要約", "太郎の要約、続き"):
        assert "/both/" in taro.types(summary=text, plan="はじめの計画")
    assert stored("summary") == "花の要約"
    kept = sharing.aside(draft_of(taro.person), taro.person)
    assert kept
    assert kept.data["summary"] == ["太郎の要約、続き"]


def test_two_tabs_of_one_person_lose_nothing_either(hana: Writer) -> None:
    second = Writer(hana.person, hana.challenge)
    hana.types(summary="一枚目", plan="計画")
    assert "/both/" in second.types(summary="二枚目", plan="計画")
    assert stored("summary") == "一枚目"


def test_what_changed_after_the_check_is_not_sent_unread(hana: Writer, taro: Writer) -> None:
    checked = token_of(taro.person)
    hana.types(summary="花があとで変えた", plan="はじめの計画")
    response = taro.client.post(url_of(taro.challenge, confirm=True), checked)
    assert response.status_code == 409
    page = response.content.decode()
    assert "花があとで変えた" in page
    assert "緑 花" in page
    assert not Proposal.objects.exists()
    checked["version"] = hidden(page, "version")
    taro.client.post(url_of(taro.challenge, confirm=True), checked)
    assert Proposal.objects.get().summary == "花があとで変えた"


def test_what_is_typed_after_a_colleague_has_sent_it_is_kept(hana: Writer, taro: Writer) -> None:
    hana.client.post(url_of(hana.challenge, confirm=True), token_of(hana.person))
    proposal = Proposal.objects.get()
    told = taro.types(summary="太郎の要約", plan="はじめの計画")
    assert f"/proposals/{proposal.receipt}/done/" in told
    response = taro.goes_on(summary="太郎の要約", plan="はじめの計画")
    assert response["Location"] == f"/proposals/{proposal.receipt}/done/"
    page = taro.client.get(f"/my/proposals/drafts/{taro.token}/both/").content.decode()
    assert "太郎の要約" in page
    assert Proposal.objects.get().summary == "はじめの要約"


def test_throwing_the_draft_away_starts_anew_for_all(hana: Writer, taro: Writer) -> None:
    taro.client.post(url_of(taro.challenge), {"step": "discard", "draft": taro.token})
    assert "はじめの要約" not in hana.opens()


# ----- who may what ------------------------------------------------------------------------------


def test_a_viewer_reads_and_does_not_write(hana: Writer, taro: Writer, partner: Partner) -> None:
    viewer = Client()
    viewer.force_login(make_member(partner, Role.VIEWER))
    page = viewer.get(f"/my/proposals/drafts/{taro.token}/").content.decode()
    assert "はじめの要約" in page
    assert url_of(taro.challenge) not in page
    refused = viewer.post(url_of(taro.challenge), answers(draft=taro.token, summary="横から"))
    assert refused.status_code == 403
    assert stored("summary") == "はじめの要約"


@pytest.mark.parametrize("who", ["stranger", "staff"])
def test_nobody_else_comes_upon_a_draft(client: Client, hana: Writer, who: str) -> None:
    city = hana.challenge.municipality
    client.force_login(make_member(make_partner()) if who == "stranger" else make_staff(city))
    for path in ("", "both/"):
        assert client.get(f"/my/proposals/drafts/{hana.token}/{path}").status_code == 404


def test_a_form_of_somebody_else_is_not_written(client: Client, hana: Writer, taro: Writer) -> None:
    stranger = make_member(make_partner())
    client.force_login(stranger)
    post(client, hana.challenge, draft=hana.token, summary="よそから")
    assert draft_of(hana.person).draft.data["summary"] == ["はじめの要約"]
    assert draft_of(stranger).draft.data["summary"] == ["よそから"]


def test_a_person_of_two_partners_never_mixes_drafts(client: Client, person: User) -> None:
    challenge, first, second = make_challenge(), person.partners.get(), make_partner("第二商店")
    Membership.objects.create(partner=second, user=person, role=Role.EDITOR)
    writer = Writer(person, challenge)
    for partner in (first, second):
        switch(writer.client, partner)
        page = writer.opens()
        assert partner.name in page
        writer.types(summary=partner.name)
    switch(writer.client, first)  # in another tab; the form of the second is still open
    writer.types(summary="第二商店の続き")
    rows = {one.partner: one.draft.data["summary"] for one in ProposalDraft.objects.all()}
    assert rows == {first: ["緑茶商店"], second: ["第二商店の続き"]}
    response = writer.goes_on(summary="第二商店の続き")
    assert response["Location"] == f"{url_of(challenge, confirm=True)}?partner={second.slug}"
    confirm = writer.client.get(response["Location"]).content.decode()
    assert "第二商店の続き" in confirm
    sends = {"draft": hidden(confirm, "draft"), "version": hidden(confirm, "version")}
    switch(writer.client, first)
    writer.client.post(url_of(challenge, confirm=True), sends)
    assert Proposal.objects.get().partner == second


def test_the_draft_is_on_the_pages_of_all_who_write(hana: Writer, taro: Writer) -> None:
    shown = taro.client.get("/my/").content.decode()
    assert f"/challenges/{taro.challenge.slug}/propose/" in shown
    assert (
        f"/my/proposals/drafts/{taro.token}/" in taro.client.get("/my/proposals/").content.decode()
    )


def test_after_logging_out_the_draft_is_there(hana: Writer) -> None:
    hana.types(summary="途中の文")
    hana.client.logout()
    response = hana.client.post(url_of(hana.challenge), answers(draft=hana.token), headers=AUTOSAVE)
    assert response["Location"].startswith("/accounts/login/")
    hana.client.force_login(hana.person)
    assert "途中の文" in hana.opens()


def test_opening_costs_no_second_draft() -> None:
    shared = make_proposal_draft()
    assert sharing.open_draft(shared.challenge, shared.partner) == shared
