"""What has come of accepted proposals of the demo world."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import Proposal
from partners.models import Milestone, Participation, Project
from partners.models.origin import origin_of
from tomoni.portal.demo.listing_files import heap, picture
from tomoni.portal.demo.world import World, ago


@dataclass(frozen=True)
class DemoPost:
    """A post of a partner, "" the municipality; `pictures` say what drawn ones show."""

    partner: str
    title: str
    text: str
    days: int
    pictures: tuple[str, ...] = ()
    is_public: bool = True


@dataclass(frozen=True)
class DemoMilestone:
    """Something to be reached so many days from today; `moved_from` with a reason."""

    title: str
    due: int
    done: int | None = None
    moved_from: int | None = None
    reason: str = ""
    is_public: bool = True


@dataclass(frozen=True)
class DemoProject:
    """The project of the proposal of a partner to a challenge, begun so many days ago."""

    challenge: str
    partner: str
    title: str
    summary: str
    days: int
    posts: tuple[DemoPost, ...]
    milestones: tuple[DemoMilestone, ...]
    joined: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    completed: int | None = None
    outcome: str = ""
    lessons: str = ""
    figures: tuple[tuple[str, str, str], ...] = ()
    people: tuple[int, str] | None = None
    by_goal: tuple[tuple[int, str, str, str], ...] = ()
    sought: str = ""
    supporters: tuple[tuple[str, str], ...] = ()


PROJECTS = (
    DemoProject(
        "compost",
        "meguru-taihi",
        "給食の残りを土に返し、野菜にして戻す（見本）",
        "学校と店から出る生ごみを九十日で堆肥にし、近くの畑で育てた野菜を給食に戻します。"
        "子どもたちが、食べ残しがどこへ行くのかを自分の目で確かめられるようにします。",
        48,
        posts=(
            DemoPost(
                "meguru-taihi",
                "はじめの二週間で、四百キロを受け入れました",
                "はじめの一校から、週に二回運んでいます。茶殻をまぜると、においがおさえられることが"
                "わかりました。切り返しは朝の涼しいうちに行っています。",
                30,
                pictures=("堆肥場のうしろに広がる茶畑", "湯気の立つ堆肥と、切り返しのようす"),
            ),
            DemoPost(
                "midorizaka-seicha",
                "茶殻を毎週六十キロ、お届けしています",
                "工場で出る茶殻を、乾かしてから運んでいます。これまでは費用をかけて処分していました。",
                18,
            ),
            DemoPost(
                "",
                "見学の日取りを調整しています",
                "三年生の二組から申し込みがありました。日取りが決まりしだい、お知らせします。",
                5,
                is_public=False,
            ),
        ),
        milestones=(
            DemoMilestone("受け入れを始める", -44, done=-44),
            DemoMilestone(
                "はじめの堆肥ができる",
                28,
                moved_from=14,
                reason="雨が続き、乾くのに時間がかかっています。",
            ),
            DemoMilestone("小学生の見学を三回ひらく", 60),
            DemoMilestone("畑の土を調べ、結果を持ちよる", 75, is_public=False),
        ),
        joined=("midorizaka-seicha",),
        asked=("hinata-shokutaku",),
        sought="生ごみを土に返す輪に、賛同してくださる店や会社を募っています。"
        "お名前を畑の看板に載せます。（見本の文です）",
        supporters=(("itsudemo-manabiya", "教室の子どもたちと見学にうかがいます。"),),
    ),
    DemoProject(
        "evening-learning",
        "itsudemo-manabiya",
        "大人と子どもが同じ机で学ぶ夜の教室（見本）",
        "仕事帰りの大人と、夜にひとりで過ごす子どもが、同じ机で学ぶ教室を一年間ひらきました。",
        350,
        posts=(
            DemoPost(
                "itsudemo-manabiya",
                "最後の教室を終えました",
                "一年間、ありがとうございました。来年度は二つの公民館で続けます。",
                24,
            ),
        ),
        milestones=(
            DemoMilestone("はじめの教室をひらく", -330, done=-331),
            DemoMilestone("五十回めの教室をひらく", -200, done=-196),
        ),
        completed=20,
        outcome="週に三日、あわせて百二十六回の教室をひらきました。通い続けた子どもの多くが、"
        "大人に教える側にもなりました。二つの公民館が、来年度も場所を貸してくれます。",
        lessons="夕食が出る日は、来る人が二倍になりました。"
        "はじめから食事の分担を考えておくべきでした。",
        figures=(
            ("ひらいた教室", "126", "回"),
            ("参加した人（延べ）", "2186", "人"),
            ("続ける会場", "2", "か所"),
        ),
        people=(214, "教室ごとの名簿から、同じ人は一度だけ数えました"),
        by_goal=((4, "夜に学べる場所が町に二つ残りました。", "2", "か所"),),
    ),
    DemoProject(
        "tea-harvest",
        "midorizaka-seicha",
        "新茶の二週間応援隊（見本）",
        "はじめての人が農家といっしょに新茶を摘む二週間を、市と茶の会社とでつくりました。",
        255,
        posts=(
            DemoPost(
                "midorizaka-seicha",
                "三百四十二人の手で、新茶を摘みおえました",
                "はじめての人が八割でした。三日目からは、前の日に覚えた人が次の人に教えていました。",
                190,
            ),
        ),
        milestones=(
            DemoMilestone("教える人の練習会", -235, done=-236),
            DemoMilestone("二週間の応援隊", -195, done=-195),
        ),
        completed=150,
        outcome="延べ三百四十二人が参加し、十五軒のうち十一軒の農家が来年も頼みたいと答えました。",
        lessons="雨の日の代わりの仕事を、はじめから決めておくとよいと分かりました。",
        figures=(("参加した人（延べ）", "342", "人"), ("来年も頼みたい農家", "11", "軒")),
        people=(342, "受付をした人の延べ数です"),
    ),
)


def add_projects(world: World) -> None:
    """On the days on which it is to have happened; nobody is told."""
    for said in PROJECTS:
        _add(world, said)


def _add(world: World, said: DemoProject) -> None:
    challenge, first = world.challenges[said.challenge], world.partners[said.partner]
    proposal = Proposal.objects.get(challenge=challenge, partner=first)
    by = world.owners[said.partner]
    project = Project.objects.create(
        municipality=proposal.municipality,
        title=said.title,
        summary=said.summary,
        visibility=Project.Visibility.PUBLIC,
        started_by=by,
        started_at=ago(said.days),
        **_end(said),
        **origin_of(proposal),
    )
    project.goals.set(proposal.goals.all())
    project.fields.set(proposal.fields.all())
    _add_people(world, project, said)
    _add_posts(world, project, said)
    for line in said.milestones:
        _add_milestone(project, line)
    for order, (label, value, unit) in enumerate(said.figures):
        project.figures.create(label=label, value=Decimal(value), unit=unit, order=order)
    for goal, words, value, unit in said.by_goal:
        number = Decimal(value) if value else None
        project.goal_outcomes.create(goal_id=goal, text=words, value=number, unit=unit)
    _add_supporters(world, project, said)
    city = proposal.municipality
    world.note(ago(said.days), by, "project.started", project, city)
    world.note(ago(said.days - 1), by, "project.shown", project, city)
    if said.completed is not None:
        world.note(ago(said.completed), by, "project.completed", project, city)


def _end(said: DemoProject) -> dict[str, object]:
    if said.completed is None:
        return {}
    return {
        "state": Project.State.COMPLETED,
        "ended_at": ago(said.completed),
        "outcome": said.outcome,
        "lessons": said.lessons,
        "people_reached": said.people[0] if said.people else None,
        "people_counted": said.people[1] if said.people else "",
    }


def _add_supporters(world: World, project: Project, said: DemoProject) -> None:
    """A call that is open for a month, and who has answered it."""
    if not said.sought:
        return
    project.support_calls.create(
        sought=said.sought,
        until=timezone.localdate() + timedelta(days=30),
        opened_by=project.started_by,
        opened_at=ago(10),
    )
    for slug, line in said.supporters:
        partner, by = world.partners[slug], world.owners[slug]
        project.supporters.create(partner=partner, line=line, by=by, supported_at=ago(6))


def _add_people(world: World, project: Project, said: DemoProject) -> None:
    places = [(slug, Participation.State.JOINED) for slug in (said.partner, *said.joined)]
    places += [(slug, Participation.State.ASKED) for slug in said.asked]
    for slug, state in places:
        project.participations.create(
            partner=world.partners[slug],
            state=state,
            asked_by=project.started_by,
            message="ごいっしょに進めませんか。（見本の文です）",
            changed_at=ago(said.days - 2),
        )


def _add_posts(world: World, project: Project, said: DemoProject) -> None:
    for line in said.posts:
        city = project.municipality.slug
        post = project.posts.create(
            partner=world.partners[line.partner] if line.partner else None,
            author=world.owners[line.partner] if line.partner else world.writers[city],
            title=line.title,
            text=line.text,
            is_public=line.is_public,
            posted_at=ago(line.days),
        )
        for place, (alt, drawn) in enumerate(zip(line.pictures, (picture, heap), strict=False)):
            content = ContentFile(drawn(), name="demo.png")
            post.pictures.create(image=content, alt=alt, order=place)


def _add_milestone(project: Project, said: DemoMilestone) -> Milestone:
    today = timezone.localdate()
    due = today + timedelta(days=said.due)
    milestone = project.milestones.create(
        title=said.title,
        due_on=due,
        done_on=None if said.done is None else today + timedelta(days=said.done),
        is_public=said.is_public,
    )
    if said.moved_from is not None:
        was = today + timedelta(days=said.moved_from)
        by = project.started_by
        milestone.moves.create(was=was, until=due, reason=said.reason, by=by)
    return milestone
