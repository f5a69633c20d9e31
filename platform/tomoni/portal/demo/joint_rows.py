"""Proposals written together: by two members of a partner, and by several partners."""

from challenges.models import CoAuthor, Opening, Proposal, ProposalDraft
from challenges.proposing import sharing
from partners.models import Partner
from tomoni.accounts.models import Draft, User
from tomoni.portal.demo.world import World, ago

State = CoAuthor.State
LEAD, COLLEAGUE = "midorizaka-seicha", "midorizaka-2@example.jp"
SHARED = {
    "title": "茶の配達車の帰り道で、団地の買い物をお届けします",
    "summary": "朝の配達を終えた軽トラック二台で、団地の買い物と薬の受け取りを引き受けます。",
    "plan": "はじめの三か月は火曜と金曜の午後に、注文を電話で受けて回ります。",
    "brings": "配達車二台と運転手二名。",
    "needs": "停車できる場所と、集会所での説明会。",
}
ASKING, ASKING_LEAD = "chanoki-kitchen", "hinata-shokutaku"
ASKED_TEXT = {
    "title": "茶殻と規格外野菜で、交流会の昼ごはんを作ります",
    "summary": "地元で余っているものだけで、百人分の昼ごはんを用意します。",
    "plan": "前の日に集め、当日の朝に仕込みます。食べながら、作り手が三分ずつ話します。",
    "brings": "料理人二名と、配膳の手伝い四名。",
}
JOINT = "食と子育てのテーブルを、三者で受け持ちます"
PARTS = [
    ("chanoki-kitchen", "茶を使った軽食と、試作の場所。"),
    ("pokapoka-hiroba", "子どもの見守り三名と、遊びの道具。"),
]


def add_joint(world: World) -> None:
    """Some agreed, some are asked; nothing is sent to anybody."""
    members = world.people.known
    by = members[COLLEAGUE]
    shared = _draft(world, "mobility", LEAD, SHARED, by)
    _part(shared, world.partners["hidamari-kai"], "乗り降りの手伝いと、車いすの扱いの研修。", by)
    owner = world.owners[ASKING_LEAD]
    asking = _draft(world, "exchange", ASKING_LEAD, ASKED_TEXT, owner)
    _part(asking, world.partners[LEAD], "茶殻三十キロと、茶葉三種。", owner)
    agreed = world.partners[ASKING]
    _part(asking, agreed, "厨房と食器。", owner, answered_by=world.owners[ASKING])
    _send_together(world)


def _draft(
    world: World, challenge: str, partner: str, texts: dict[str, str], by: User
) -> ProposalDraft:
    row = world.challenges[challenge]
    shared = sharing.open_draft(row, world.partners[partner])
    typed = {**{name: [text] for name, text in texts.items()}, "confidentiality": ["city"]}
    url = f"{row.get_absolute_url()}propose/?partner={world.partners[partner].slug}"
    sharing.write(shared, typed, by=by, form_url=url)
    Draft.objects.filter(pk=shared.pk).update(created_at=ago(3), updated_at=ago(1))
    return shared


def _part(
    shared: ProposalDraft,
    partner: Partner,
    brings: str,
    by: User,
    answered_by: User | None = None,
    proposal: Proposal | None = None,
) -> None:
    shared.co_authors.create(
        partner=partner,
        brings=brings,
        asked_by=by,
        proposal=proposal,
        state=State.CONFIRMED if answered_by else State.ASKED,
        answered_by=answered_by,
        answered_at=ago(1) if answered_by else None,
    )


def _send_together(world: World) -> None:
    """The joint proposal among those of the challenges was agreed to by all; staff have read it."""
    proposal = Proposal.objects.get(title=JOINT)
    assert proposal.challenge  # noqa: S101 – it answers one
    draft = Draft.objects.create(
        kind=sharing.KIND, target="", sent_at=proposal.submitted_at, result_url="/my/proposals/"
    )
    shared = ProposalDraft.objects.create(
        draft=draft,
        partner=proposal.partner,
        municipality=proposal.municipality,
        challenge=proposal.challenge,
        proposal=proposal,
        is_open=False,
    )
    for slug, brings in PARTS:
        by = world.owners[slug]
        _part(shared, world.partners[slug], brings, proposal.submitted_by, by, proposal)
    staff = world.staff[proposal.municipality.slug]
    for days, thing in ((2, "page"), (1, "print")):
        at = ago(days)
        Opening.objects.create(proposal=proposal, user=staff, thing=thing, at=at, slot=days)
