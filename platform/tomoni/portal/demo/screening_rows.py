"""How the office of Kakegawa weighs what came in: criteria, reviewers, scores, an interview."""

from datetime import time, timedelta

from django.utils import timezone, translation

from challenges.models import Assessment, Assignment, Interview, Proposal, Reviewer, Screening
from challenges.screening.criteria import proposed
from tomoni.municipalities.models import StaffRole
from tomoni.portal.demo.world import World, ago, at

CHALLENGE = "exchange"
_SCORED = "交流会の席で、茶をいれながら話せるテーブルを受け持ちます"
_HALF_SCORED = "会場に来られない人も入れる、もう一つのテーブル"
_INVITED = "デイサービスの送迎車で、週に二日の乗り合いを動かします"
_CONFLICT = "きょうだいがこの会社に勤めています。（見本の申告です）"
# Points with a remark for each criterion, in their order.
_EDITORS = (
    (4, "七つのテーブルのうち「農産物・茶」の狙いに合っています。"),
    (5, "人数と道具がそろっていて、すぐに始められます。"),
    (4, ""),
    (3, "ほかのテーブルにも広げられると、なおよいと思います。"),
    (4, ""),
)
_READERS = (
    (5, "来られない人の声が入ることに大きな意味があります。"),
    (3, "音声が途切れたときの備えを面談で伺いたいです。"),
    (4, ""),
    (5, "市だけでは思いつかない案です。"),
    (3, ""),
)


def add_screening(world: World) -> None:
    """Two reviewers: one proposal has all its scores and a conflict, another waits for one."""
    challenge = world.challenges[CHALLENGE]
    city, editor = challenge.municipality, world.writers["kakegawa"]
    reader = world.people.person("reviewer-kakegawa@example.jp", "目利 みほん")
    StaffRole.objects.create(municipality=city, user=reader, role=StaffRole.Role.VIEWER)
    Screening.objects.create(challenge=challenge)
    with translation.override("ja"):
        for order, row in enumerate(proposed()):
            challenge.criteria.create(order=order, **row)
    world.note(ago(12), editor, "criteria.written", challenge, city)
    for person in (editor, reader):
        Reviewer.objects.create(challenge=challenge, user=person, named_by=world.staff["kakegawa"])
    scored, half = (Proposal.objects.get(title=title) for title in (_SCORED, _HALF_SCORED))
    _give(Assessment.objects.create(proposal=scored, user=editor), _EDITORS)
    Assessment.objects.create(proposal=scored, user=reader, conflict=_CONFLICT)
    _give(Assessment.objects.create(proposal=half, user=reader), _READERS)
    Assignment.objects.create(proposal=scored, assignee=editor)
    _invite(world)


def _give(assessment: Assessment, said: tuple[tuple[int, str], ...]) -> None:
    challenge = assessment.proposal.challenge
    assert challenge  # noqa: S101 – it answers one
    criteria = challenge.criteria.all().current()
    for criterion, (points, remark) in zip(criteria, said, strict=True):
        assessment.scores.create(criterion=criterion, points=points, remark=remark)


def _invite(world: World) -> None:
    proposal, editor = Proposal.objects.get(title=_INVITED), world.writers["kakegawa"]
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.INTERVIEW)
    Interview.objects.create(
        proposal=proposal,
        starts_at=at(timezone.localdate() + timedelta(days=5), time(14)),
        place="市役所 三階 会議室（見本）",
        word="運転手の方の休憩と、雨の日の待合についてお聞かせください。",
        invited_by=editor,
    )
    world.note(ago(1), editor, "proposal.interview", proposal, proposal.municipality)
