"""What is posted to the addresses of the state table, and what is typed before it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from challenges.models import CoAuthor, ProposalDraft
from tests.challenges.proposing import answers as proposal_answers
from tests.challenges.writing import answers as challenge_answers
from tests.challenges.writing import moment
from tests.portal.state_world import Row, Scene
from tomoni.accounts.models import Draft

Answers = dict[str, Any]
CALL: Answers = {
    "title": "小さな水力発電を試したい",
    "wish": "街灯をともしたい。",
    "money": "三百万円まで",
    "offered": "技術者二名",
    "contacts-0-organisation": "環境開発部",
    "contacts-0-phone": "0537-21-1111",
    "closes_at": moment(days=30),
    "reply_days": "30",
}
OFFER: Answers = {
    "title": "用水路のある公園で",
    "summary": "三か所で試せます。",
    "brings": "場所",
    "contact": "環境政策課",
}
DAY = timezone.localdate() + timedelta(days=9)


def answers_for(name: str, scene: Scene, row: Row) -> Answers:
    """What the form of the address is sent with."""
    said = ANSWERS[name](scene, row) if name in ANSWERS else {}
    return {"idempotency_key": str(uuid4()), **said}


def _scores(scene: Scene, row: Row) -> Answers:
    criteria = row.subject.challenge.criteria.all() if row.subject.challenge else ()
    return {f"points_{criterion.pk}": "4" for criterion in criteria}


def _project(scene: Scene, row: Row) -> Answers:
    said = {"title": "題", "summary": "説明", "visibility": row.subject.visibility}
    return {**said, "version": row.subject.version}


def _fixed(**said: Any) -> Callable[[Scene, Row], Answers]:
    return lambda scene, row: said


def _someone(scene: Scene, row: Row) -> Answers:
    person = scene.users["city_manager"]
    assert person
    return {"person": person.pk}


def _read(scene: Scene, row: Row) -> Answers:
    return {"version": row.subject.version, "whole": "連絡先をもう一つお書きください。"}


ANSWERS: dict[str, Callable[[Scene, Row], Answers]] = {
    "proposal_messages": _fixed(text="いつ伺えばよいでしょうか。"),
    "proposal_accept": _fixed(text="ぜひ進めましょう。"),
    "proposal_decline": lambda s, r: {"text": "理由です。", "ground": s.ground.pk},
    "proposal_interview": _fixed(
        starts_at=moment(days=7), minutes="45", place="市役所", link="", word="", seen="0"
    ),
    "proposal_score": _scores,
    "proposal_notes": _fixed(text="電話で聞きました。"),
    "proposal_revise": lambda s, r: proposal_answers(draft=r.rows["anew"].pk, plan="別の計画"),
    "proposal_create": lambda s, r: proposal_answers(),
    "proposal_partners": lambda s, r: {
        "q": "other",
        "partner": s.partners["other"].pk,
        "brings": "木材",
    },
    "joint_answer": _fixed(answer="yes", brings="木材"),
    "joint_leave": _fixed(reason=""),
    "task_assign:proposal": _someone,
    "task_assign:challenge": _someone,
    "task_assign:question": _someone,
    "question_ask": _fixed(text="市外からも提案できますか。"),
    "question_answer": _fixed(answer="できます。", is_public="on"),
    "challenge_edit": lambda s, r: challenge_answers(
        opens_at="" if r.subject.opens_at is None else moment(days=1)
    ),
    "challenge_return": _read,
    "challenge_open": _read,
    "challenge_close": _fixed(reason="予算がありません。"),
    "challenge_retell:result": lambda s, r: {
        "version": r.subject.version,
        "text": "決め直しました。",
    },
    "challenge_extend": _fixed(until=moment(days=60), reason="連休のため"),
    "challenge_decide": _fixed(result="決まりました。"),
    "challenge_complete": _fixed(report="三軒が開きました。"),
    "challenge_cancel": _fixed(reason="予算がありません。"),
    "challenge_feedback": _fixed(verdict="useful"),
    "challenge_invite": lambda s, r: {"partner": s.partners["other"].slug, "line": ""},
    "challenge_notes": _fixed(text="電話で聞きました。"),
    "criteria_edit": _fixed(
        **{"version": 0, "criteria-0-name": "効果", "criteria-0-weight": "100"}
    ),
    "reviewers_edit": lambda s, r: {"people": [str(_someone(s, r)["person"])]},
    "call_edit": _fixed(**CALL),
    "call_tell:close": _fixed(reason="予算がありません。"),
    "call_tell:extend": _fixed(until=moment(days=60), reason="連休のため"),
    "call_tell:decide": _fixed(result="決まりました。"),
    "call_tell:complete": _fixed(report="街灯がともりました。"),
    "call_tell:cancel": _fixed(reason="予算がありません。"),
    "call_publish": _read,
    "call_return": _read,
    "offer_create": _fixed(**OFFER),
    "offer_reply": _fixed(answer="choose", text="条件が合いました。"),
    "project_edit": _project,
    "project_ask": lambda s, r: {"partner": s.partners["other"].slug, "message": ""},
    "project_recall": lambda s, r: {"partner": s.partners["asked"].slug},
    "project_answer": _fixed(answer="yes"),
    "project_complete": lambda s, r: {
        "outcome": "三軒が開きました。",
        "lessons": "特になし",
        "version": r.subject.version,
    },
    "project_end": _fixed(reason="都合です。"),
    "post_create": _fixed(title="屋根", text="できました。"),
    "post_edit": lambda s, r: {
        "title": "屋根",
        "text": "できました。",
        "image_alt_1": "新しい屋根",
        "version": r.rows["post"].version,
    },
    "milestone_add": _fixed(title="開く", due_on=DAY.isoformat()),
    "milestone_change": lambda s, r: {
        "title": "開く",
        "due_on": DAY.isoformat(),
        "reason": "雨",
        "version": r.rows["milestone"].version,
    },
    "milestone_mark": _fixed(done="yes"),
    "agreement_file_change": _fixed(step="show"),
    "agreement_sign": lambda s, r: {
        "signed_on": timezone.localdate().isoformat(),
        "signing": "in_person",
        "version": r.subject.version,
    },
    "agreement_end": _fixed(ended_on=timezone.localdate().isoformat(), reason="役目を終えました。"),
    "item_tell": _fixed(on=timezone.localdate().isoformat(), text="二社を訪ねました。"),
    "item_mark": _fixed(done="yes"),
}


def typed_before(name: str, client: Client, scene: Scene, row: Row, form: str) -> Answers:
    """Fill in the form of which this is the confirmation; what the confirmation then sends."""
    if name == "proposal_revise_confirm":
        CoAuthor.objects.of_draft(row.rows["anew"]).asked().delete()  # else it waits for them
    form_name = name.removesuffix("_confirm").removesuffix("_preview")
    if form_name in ("proposal", "offer"):
        form_name += "_create"
    client.post(form, answers_for(form_name, scene, row))
    shared = ProposalDraft.objects.open().order_by("-updated_at").first()
    if name.startswith("proposal") and shared:
        return {"draft": str(shared.pk), "version": str(shared.version)}
    own = Draft.objects.filter(sent_at=None, user=client.session["_auth_user_id"])
    draft = own.order_by("-updated_at").first()
    return {"draft": str(draft.pk)} if draft else {}
