"""How the demo world is written down. Days are counted from the day of loading."""

from collections.abc import Sequence
from dataclasses import dataclass

Goals = tuple[int, ...]
ALL_GOALS: Goals = tuple(range(1, 18))


@dataclass(frozen=True)
class DemoCity:
    """A municipality; `sections` are (Japanese, English, telephone)."""

    slug: str
    name: tuple[str, str]
    kana: str
    code: str
    prefecture: str
    place: tuple[float, float]
    platform_name: str
    greeting: tuple[str, str]
    sections: Sequence[tuple[str, str, str]]
    visions: Sequence[tuple[str, str]]
    refusal_grounds: Sequence[tuple[str, str]]
    brand_colour: str = ""
    fields: str = ""


@dataclass(frozen=True)
class DemoListing:
    """A need or seed; fields, kinds and accepted partner types are slugs with spaces between."""

    side: str
    title: str
    body: str
    fields: str
    goals: Goals
    kinds: str
    days: int  # since it was published
    related: Goals = ()
    area: str = ""
    accepts: str = ""
    reach: str = ""
    visibility: str = "public"
    areas: str = ""  # slugs of cities
    visions: Sequence[int] = ()  # places in the city's list
    state: str = "published"
    picture: str = ""  # what a drawn picture shows; there is none where nothing is said
    document: str = ""  # the name of a PDF beside it
    told: "DemoFulfilment | None" = None


@dataclass(frozen=True)
class DemoFulfilment:
    """How it went; the counterpart is just a name."""

    way: str
    counterpart: str
    story: str
    may_be_told: bool = True


@dataclass(frozen=True)
class DemoPartner:
    """An organisation or citizen with the name of its owner and what it needs and offers."""

    slug: str
    name: str
    kana: str
    type: str
    owner: str  # "" where it is registered on behalf
    description: str
    goals: Goals
    fields: str
    days: int  # since it was registered, or sent in
    sector: str = ""
    declaration: str = ""
    related: Goals = ()
    visions: Sequence[int] = ()  # places in the city's list
    address: str = ""
    phone: str = ""
    email: str = ""  # of the owner; made from the slug where nothing is said
    registered_by: str = ""  # the slug of the federation that did it on behalf: no owner then
    state: str = "approved"
    return_reason: str = ""
    listings: Sequence[DemoListing] = ()


@dataclass(frozen=True)
class DemoChallenge:
    """A challenge with all parts of its page; contacts are (section, person, phone, mail)."""

    key: str
    title: str
    wish: str
    background: str
    project_name: str
    content: str
    outcomes: str
    offered: str
    contacts: Sequence[tuple[str, str, str, str]]
    category: str
    fields: str
    closes: int  # days from today; negative where it is past
    opened: int | None = None  # days ago; None where it is not open yet
    state: str = "open"
    goals: Goals = ()
    related: Goals = ()
    sub_themes: Sequence[str] = ()
    advisers: str = ""
    remarks: str = ""
    offers: str = ""
    seeks: str = ""
    mode: str = "collaboration"
    visions: Sequence[int] = ()
    opens: int | None = None  # days from today, where it is scheduled
    result: str = ""
    report: str = ""
    questions: Sequence[tuple[str, str, str]] = ()  # who asks, the question, the answer or ""
    call_type: str = "theme"
    review_remarks: Sequence[tuple[str, str]] = ()  # the part, what a manager would change
    changed: tuple[str, str] = ("", "")  # a part of the public page, and what it said before
    extended_from: int | None = None  # the deadline before, in days from today
    extended_why: str = ""
    cancelled: str = ""  # the reason


@dataclass(frozen=True)
class DemoVersion:
    """What a proposal said when it was sent for the first time, so many days ago."""

    days: int
    title: str
    summary: str
    plan: str


@dataclass(frozen=True)
class DemoProposal:
    """A proposal of a partner to a challenge; `decision` is what the city wrote."""

    challenge: str
    partner: str
    title: str
    summary: str
    plan: str
    brings: str
    goals: Goals
    fields: str
    days: int  # since it was sent in
    needs: str = ""
    schedule: str = ""
    cost: str = ""
    state: str = "submitted"
    decision: str = ""
    ground: int | None = None  # place in the city's list
    decided: int = 0  # days ago; of one that was withdrawn since then
    confidentiality: str = "partners"
    earlier: DemoVersion | None = None


@dataclass(frozen=True)
class DemoOffer:
    """What a city offers in answer to a call; sent in so many days ago."""

    city: str
    title: str
    summary: str
    brings: str
    contact: str
    days: int
    place: str = ""
    schedule: str = ""
    state: str = "submitted"
    decision: str = ""
    decided: int = 0  # days ago


@dataclass(frozen=True)
class DemoCall:
    """A partner calls on municipalities; `called` are slugs of cities, all where nothing is said.

    Days are counted as for a challenge.
    """

    partner: str
    title: str
    wish: str
    background: str
    money: str
    offered: str
    conditions: str
    contact: tuple[str, str, str, str]
    fields: str
    goals: Goals
    closes: int
    opened: int | None = None
    state: str = "open"
    kinds: str = ""
    called: str = ""
    offers: Sequence[DemoOffer] = ()
    result: str = ""
    report: str = ""


@dataclass(frozen=True)
class DemoTable:
    """A theme table of a meeting."""

    theme: str
    adviser: str
    affiliation: str
    facilitator: str
    goals: Goals = ()
    fields: str = ""


@dataclass(frozen=True)
class DemoEvent:
    """A meeting; the programme is (time, title, note), participants are slugs of partners."""

    slug: str
    title: str
    summary: str
    organisers: str
    venue: str
    address: str
    day: int  # from today
    hours: tuple[str, str]
    capacity: int
    programme: Sequence[tuple[str, str, str]]
    goals: Goals
    fields: str
    tables: Sequence[DemoTable] = ()
    form: str = "venue"
    online_link: str = ""
    series: str = ""
    number: int | None = None
    challenge: str = ""
    closes_before: int = 3  # days
    participants: Sequence[str] = ()
    state: str = "announced"


def need(
    title: str, body: str, fields: str, goals: Goals, kinds: str, days: int, **more: object
) -> DemoListing:
    """What a partner lacks."""
    return DemoListing("need", title, body, fields, goals, kinds, days, **more)  # type: ignore[arg-type]


def seed(
    title: str, body: str, fields: str, goals: Goals, kinds: str, days: int, **more: object
) -> DemoListing:
    """What a partner can offer."""
    return DemoListing("seed", title, body, fields, goals, kinds, days, **more)  # type: ignore[arg-type]
