"""Two people in two browsers: they write to each other about a proposal, and begin its project."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from challenges.models import Message, Note, Proposal
from partners.models import Milestone, Participation, Project
from tests.bad_inputs import image_file, pdf_file
from tests.browser.walker import Walker
from tests.factories import make_member, make_municipality, make_partner, make_proposal, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "電話で確認済み。来週また話す。"


def attach(person: Walker, field: str, file: Any, kind: str) -> None:
    """Choose a file of one's own."""
    person.page.locator(f'main [name="{field}"]').set_input_files(
        {"name": file.name, "mimeType": kind, "buffer": file.read()}
    )


def round_trip(person: Walker, editor: Walker, proposal: Proposal) -> None:
    """A question of the partner with a file, an answer, a correction, and who has opened what."""
    talk = f"/proposals/{proposal.receipt}/messages/"
    person.goes_to(proposal.get_absolute_url())
    person.follows(talk)
    person.fills(text="いつごろ始められますか。")
    attach(person, "attachments", pdf_file(), "application/pdf")
    person.sends("text")
    person.sees("計画.pdf")
    question = Message.objects.get()
    assert question.files.count() == 1

    editor.goes_to("/desk/")
    editor.follows(talk)
    editor.sees("いつごろ始められますか。")
    editor.fills(text="五月からです。")
    editor.sends("text")
    editor.follows(f"?corrects={Message.objects.latest('pk').pk}#write")
    editor.sees("五月からです。")
    editor.fills(text="失礼しました、四月からです。")
    editor.sends("text")
    assert Message.objects.latest("pk").corrects is not None
    editor.goes_to(f"/desk/proposals/{proposal.receipt}/notes/")
    editor.fills(text=NOTE)
    editor.sends("text")
    editor.sees(NOTE)
    assert Note.objects.count() == 1

    person.goes_to("/my/")
    assert person.page.locator(f'main .row:has(a[href="{proposal.get_absolute_url()}"]) b').count()
    person.goes_to(talk)
    person.sees("失礼しました、四月からです。")
    assert question.sightings.count() == 1
    person.goes_to(proposal.get_absolute_url())
    assert NOTE not in person.page.content()


def one_project(person: Walker, editor: Walker, other: Walker, proposal: Proposal) -> None:
    """The partner begins it, the city posts, a further partner joins, and it is completed."""
    person.goes_to(proposal.get_absolute_url())
    person.presses('main form[action$="/project/"] button')
    project = Project.objects.get()
    page = project.get_absolute_url()
    person.is_at(page)
    person.follows(f"{page}milestones/new/")
    due_on = timezone.localdate() + timedelta(days=30)
    person.fills(title="一軒目を開く", due_on=due_on.isoformat())
    person.sends("title")
    person.presses('main form[action$="/mark/"] button')
    assert Milestone.objects.get().done_on == timezone.localdate()

    editor.goes_to(page)
    editor.follows(f"{page}posts/new/")
    editor.fills(title="屋根ができました", text="瓦を葺きました。", image_alt_1="新しい屋根")
    attach(editor, "image_1", image_file(), "image/png")
    editor.sends("text")
    editor.sees("屋根ができました")

    person.goes_to(f"{page}ask/")
    person.fills(q="茶の木")
    person.presses()
    person.presses("main .row a")
    person.sends("message")
    other.goes_to("/my/")
    other.follows(page)
    other.presses('main form[action$="/answer/"] button[value="yes"]')
    other.sees("屋根ができました")
    assert project.participations.filter(state=Participation.State.JOINED).count() == 2

    person.goes_to(f"{page}complete/")
    row = {"figures-0-label": "使われている家", "figures-0-value": "３", "figures-0-unit": "軒"}
    person.fills(outcome="三軒が開きました。", lessons="特になし", **row)
    person.sends("outcome")
    person.sees("三軒が開きました。")
    project.refresh_from_db()
    assert project.state == Project.State.COMPLETED


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [("ja", 360, True), ("en", 1280, False)],
    ids=["japanese-phone", "english-without-javascript"],
)
def test_from_a_question_to_a_result(
    live_server: Any, settings: Any, browser: Browser, language: str, width: int, script: bool
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    city = make_municipality("試験市")
    make_staff(city, email="editor@example.jp")
    owner = make_member(make_partner(municipality=city), email="hanako@example.jp")
    make_member(make_partner("茶の木会"), email="chanoki@example.jp")
    proposal = make_proposal(partner=owner.partners.get(), submitted_by=owner)
    Proposal.objects.filter(pk=proposal.pk).update(municipality=city)
    person, editor, other = (
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(3)
    )
    person.logs_in("hanako@example.jp")
    editor.logs_in("editor@example.jp")
    other.logs_in("chanoki@example.jp")
    round_trip(person, editor, proposal)
    Proposal.objects.filter(pk=proposal.pk).update(
        state=Proposal.State.ACCEPTED, decided_at=timezone.now()
    )
    one_project(person, editor, other, proposal)
    for walker in (person, editor, other):
        walker.leaves()
