"""What partner, editor and manager do with a challenge or proposal, from the form to the report."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from challenges.lifecycle import follow_the_clock
from challenges.models import Challenge, Proposal
from partners.models import Project
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tomoni.portal.demo.shapes import DemoChallenge
from tomoni.taxonomy.models import Category, Field, ResourceKind

PLACE = "市役所 三階 会議室"
RESULT = "茶をいれながら話すテーブルと進めます。"
REPORT = "五つの取り組みが、三か月後も続いています。"
POST = "はじめての打ち合わせをしました"
REPLY = "ぜひごいっしょに進めさせてください。"


@dataclass
class People:
    """The three of them; what axe finds on the pages where they stop is put down."""

    partner: Walker
    editor: Walker
    manager: Walker
    looks: bool
    problems: list[str]

    def look(self, *walkers: Walker) -> None:
        """Have axe look at the page that each of them has before the eyes."""
        if self.looks:
            for walker in walkers:
                self.problems += problems_here(walker)

    def leave(self) -> None:
        """Everybody closes the window."""
        for walker in (self.partner, self.editor, self.manager):
            walker.leaves()


# ----- the challenge -----------------------------------------------------------------------------


def write_all_parts(people: People, said: DemoChallenge) -> Challenge:
    """Everything that the page of a challenge can have, typed into the form and saved."""
    editor = people.editor
    editor.goes_to("/desk/challenges/new/")
    editor.fills(
        title=said.title,
        wish=said.wish,
        background=said.background,
        project_name=said.project_name,
        project_content=said.content,
        expected_outcomes=said.outcomes,
        offered=said.offered,
        asked_of_advisers=said.advisers,
        remarks=said.remarks,
        closes_at=(timezone.localtime() + timedelta(days=said.closes)).strftime("%Y-%m-%dT%H:%M"),
    )
    _write_lines(editor, "sub_themes", [{"title": title} for title in said.sub_themes])
    names = ("organisation", "person", "phone", "email")
    _write_lines(editor, "contacts", [dict(zip(names, row, strict=True)) for row in said.contacts])
    editor.ticks("primary_goals", said.goals)
    editor.ticks("related_goals", said.related)
    for name, table, slugs in (
        ("fields", Field, said.fields),
        ("offered_resources", ResourceKind, said.offers),
        ("sought_resources", ResourceKind, said.seeks),
    ):
        rows = table._default_manager.filter(slug__in=slugs.split())
        editor.ticks(name, rows.values_list("pk", flat=True))
    editor.chooses("category", str(Category.objects.get(slug=said.category).pk))
    editor.ticks("call_type", [said.call_type])
    editor.ticks("mode", [said.mode])
    people.look(editor)
    return save(people)


def _write_lines(editor: Walker, name: str, lines: list[dict[str, str]]) -> None:
    """As many as there are; more lines are asked for where the page has too few."""
    for number, line in enumerate(lines):
        first = f"{name}-{number}-{next(iter(line))}"
        if not editor.page.locator(f'main [name="{first}"]').count():
            editor.presses(f'main button[name="step"][value="{name}"]')
        editor.fills(**{f"{name}-{number}-{column}": text for column, text in line.items()})


def save(people: People) -> Challenge:
    """入力 → 確認 → 完了."""
    editor = people.editor
    editor.presses()
    editor.is_at("/desk/challenges/new/confirm/")
    people.look(editor)
    editor.presses()
    editor.is_at("/desk/challenges/kakegawa-.*/")
    return Challenge.objects.get()


def review_and_publish(people: People, challenge: Challenge) -> None:
    """One asks for a second pair of eyes, the other returns it, and publishes what comes then."""
    editor, manager, desk = people.editor, people.manager, f"/desk/challenges/{challenge.slug}/"
    editor.goes_to(desk)
    editor.presses('main form[action$="/ask-review/"] button')
    manager.goes_to(desk)
    manager.follows(f"{desk}return/")
    people.look(manager)
    manager.page.locator('main details:has([name="on_background"]) summary').click()
    manager.fills(on_background="「多い」ではなく、件数を書いてください。")
    manager.sends("on_background")
    editor.goes_to(f"{desk}edit/")
    editor.sees("「多い」ではなく、件数を書いてください。")
    editor.fills(background=f"{challenge.background}\n聞き取りをした四十件のうち二十三件です。")
    people.look(editor)
    editor.presses()
    editor.presses()
    editor.goes_to(desk)
    editor.presses('main form[action$="/ask-review/"] button')
    manager.goes_to(desk)
    people.look(manager)
    manager.presses('main form[action$="/open/"] button')
    _is_now(challenge, Challenge.State.OPEN)


def set_up_the_screening(people: People, challenge: Challenge) -> None:
    """By what is weighed, and by whom: the proposed criteria, and both of the office."""
    editor, board = people.editor, f"/desk/challenges/{challenge.slug}/screening/"
    editor.goes_to(f"/desk/challenges/{challenge.slug}/criteria/")
    people.look(editor)
    editor.presses()
    editor.is_at(board)
    editor.goes_to(f"/desk/challenges/{challenge.slug}/reviewers/")
    for box in editor.page.locator('main [name="people"]').all():
        box.check()
    people.look(editor)
    editor.sends("people")
    assert challenge.criteria.count() == 5
    assert challenge.reviewers.count() == 2


def pass_the_deadline(challenge: Challenge) -> None:
    """The days go by, and the clock closes it."""
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    follow_the_clock()
    _is_now(challenge, Challenge.State.CLOSED)


def tell_the_result(people: People, challenge: Challenge) -> None:
    """From choosing to what everybody reads."""
    editor, manager, desk = people.editor, people.manager, f"/desk/challenges/{challenge.slug}/"
    editor.goes_to(desk)
    editor.presses('main form[action$="/select/"] button')
    manager.goes_to(desk)
    manager.follows(f"{desk}decide/")
    people.look(manager)
    manager.fills(result=RESULT)
    manager.sends("result")
    _is_now(challenge, Challenge.State.DECIDED)


def begin_the_work(people: People, challenge: Challenge) -> None:
    """The office says that it is under way."""
    people.editor.goes_to(f"/desk/challenges/{challenge.slug}/")
    people.editor.presses('main form[action$="/start/"] button')
    _is_now(challenge, Challenge.State.UNDER_WAY)


def report(people: People, challenge: Challenge) -> None:
    """What came of it, for everybody to read."""
    editor, desk = people.editor, f"/desk/challenges/{challenge.slug}/"
    editor.goes_to(desk)
    editor.follows(f"{desk}complete/")
    people.look(editor)
    editor.fills(report=REPORT)
    editor.sends("report")
    _is_now(challenge, Challenge.State.COMPLETED)


def _is_now(challenge: Challenge, state: Challenge.State) -> None:
    challenge.refresh_from_db()
    assert challenge.state == state


# ----- the proposal ------------------------------------------------------------------------------


def send_in(people: People, confirm: str) -> Proposal:
    """From the filled form to the receipt; everybody may read it once it is accepted."""
    partner = people.partner
    partner.ticks("confidentiality", ["public"])
    people.look(partner)
    partner.presses()
    partner.is_at(confirm)
    people.look(partner)
    partner.presses()
    partner.is_at("/proposals/P-.*/done/")
    people.look(partner)
    proposal = Proposal.objects.get()
    partner.sees(proposal.receipt)
    return proposal


def score(person: Walker, people: People, proposal: Proposal) -> None:
    """The same points for every criterion, found through the desk."""
    page = f"/desk/proposals/{proposal.receipt}/score/"
    person.goes_to("/desk/")
    person.follows(page)
    assert proposal.challenge
    criteria = proposal.challenge.criteria.values_list("pk", flat=True)
    for pk in criteria:
        person.ticks(f"points_{pk}", [4])
    people.look(person)
    person.sends(f"points_{criteria[0]}")


def invite_to_an_interview(people: People, proposal: Proposal) -> None:
    """The editor sets a day, and the partner reads it on the page of the proposal."""
    page = f"/desk/proposals/{proposal.receipt}/interview/"
    people.editor.goes_to(proposal.get_absolute_url())
    people.editor.follows(page)
    day = timezone.localtime() + timedelta(days=5)
    people.editor.fills(starts_at=day.strftime("%Y-%m-%dT10:00"), place=PLACE)
    people.look(people.editor)
    people.editor.sends("place")
    people.partner.goes_to("/my/")
    people.partner.follows(proposal.get_absolute_url())
    people.partner.sees(PLACE)
    people.look(people.partner)


def accept(people: People, proposal: Proposal) -> None:
    """The manager answers, and the partner reads it."""
    manager, partner = people.manager, people.partner
    manager.goes_to(proposal.get_absolute_url())
    manager.follows(f"/desk/proposals/{proposal.receipt}/accept/")
    manager.fills(text=REPLY)
    people.look(manager)
    manager.sends("text")
    partner.goes_to(proposal.get_absolute_url())
    partner.sees(REPLY)
    people.look(partner)


def begin_the_project(people: People, proposal: Proposal) -> Project:
    """The partner begins it and tells how it goes on; the office reads it."""
    partner = people.partner
    partner.goes_to(proposal.get_absolute_url())
    partner.presses('main form[action$="/project/"] button')
    project = Project.objects.get()
    page = partner.is_at(project.get_absolute_url())
    partner.follows(f"{page}posts/new/")
    partner.fills(title=POST, text="茶工場に集まり、役割を決めました。")
    people.look(partner)
    partner.sends("text")
    partner.sees(POST)
    people.look(partner)
    people.editor.goes_to(page)
    people.editor.sees(POST)
    return project


def finish_the_project(people: People, project: Project) -> None:
    """What came of it, told by the partner."""
    page = project.get_absolute_url()
    people.partner.goes_to(page)
    people.partner.follows(f"{page}complete/")
    people.partner.fills(outcome="三回ひらき、六十人が食べに来ました。", lessons="特になし")
    people.look(people.partner)
    people.partner.sends("outcome")
    project.refresh_from_db()
    assert project.state == Project.State.COMPLETED
