"""A year of introductions as a table: what people do, and the mails that follow, written by hand.

How it begins: "direct" (a asks b), "office" (a asks b, and k of the office is to pass it on) or
"three" (k brings a, b and c together). Numbers are days since then. People act at noon; the clocks
strike in the morning, twice. From day GAP on they do not strike for a while; people still act then.
"""

from typing import NamedTuple

DAYS = 365
GAP = range(160, 181)
# Far enough from the gap that none of their clocks strikes in it.
REGULAR = (0, 2, 5, 181, 190, 200, 210)


class Pattern(NamedTuple):
    """How some introductions go: when they begin, who does what, and which mails that makes."""

    begins: tuple[int, ...]
    how: str
    does: str
    mails: str


def regular(how: str, does: str, mails: str) -> Pattern:
    """One that begins on each of the regular days."""
    return Pattern(REGULAR, how, does, mails)


PATTERNS = {
    "nobody answers": Pattern(
        (*REGULAR, 1, 3, 182, 183, 184),
        "direct",
        "",
        "0 asked b, 9 reminder b, 21 reminder b, 45 reminder b, 61 unanswered a b",
    ),
    "yes before the mail has gone out": regular(
        "direct",
        "0 agree b",
        "0 accepted a b, 14 follow_up a b, 30 follow_up a b, 90 follow_up a b",
    ),
    "yes, met, information exchanged": regular(
        "direct",
        "5 agree b, 10 meet a, 20 information b",
        "0 asked b, 5 accepted a b, 19 follow_up a b",
    ),
    "yes after a reminder, co-operation has started": regular(
        "direct",
        "11 agree b, 20 not_yet a, 30 meet b, 42 started a",
        "0 asked b, 9 reminder b, 11 accepted a b, 25 follow_up a b, 41 follow_up a b",
    ),
    "yes, and they meet again": regular(
        "direct",
        "3 agree b, 12 next_meeting a",
        "0 asked b, 3 accepted a b, 93 follow_up a b",
    ),
    "yes, and nothing came of it": regular(
        "direct", "3 agree b, 18 nothing b", "0 asked b, 3 accepted a b, 17 follow_up a b"
    ),
    "no": regular("direct", "8 decline b", "0 asked b, 8 declined a"),
    "no after the last reminder": regular(
        "direct",
        "50 decline b",
        "0 asked b, 9 reminder b, 21 reminder b, 45 reminder b, 50 declined a",
    ),
    "yes on the last day": regular(
        "direct",
        "60 agree b, 61 nothing a",
        "0 asked b, 9 reminder b, 21 reminder b, 45 reminder b, 60 accepted a b",
    ),
    "taken back": regular("direct", "15 withdraw a", "0 asked b, 9 reminder b, 15 withdrawn b"),
    "paused meanwhile": regular("direct", "4 pause b", "0 asked b, 61 unanswered a b"),
    "paused for some weeks": regular(
        "direct", "4 pause_26 b", "0 asked b, 45 reminder b, 61 unanswered a b"
    ),
    "blocked meanwhile": regular("direct", "5 block b", "0 asked b, 61 unanswered a b"),
    "who asks is suspended": regular(
        "direct", "10 suspend a", "0 asked b, 9 reminder b, 61 unanswered a b"
    ),
    "who is asked is suspended": regular(
        "direct", "10 suspend b", "0 asked b, 9 reminder b, 61 unanswered a b"
    ),
    "the need is fulfilled otherwise": regular(
        "direct", "30 fulfil a", "0 asked b, 9 reminder b, 21 reminder b, 61 unanswered a b"
    ),
    "a person leaves and another comes": regular(
        "direct",
        "10 hand_over b",
        "0 asked b, 9 reminder b, 21 reminder n, 45 reminder n, 61 unanswered a n",
    ),
    "a wants no follow-up": regular(
        "direct",
        "1 agree b, 2 stop a",
        "0 asked b, 1 accepted a b, 15 follow_up b, 31 follow_up b, 91 follow_up b",
    ),
    "the office passes it on": regular(
        "office",
        "3 forward k, 9 agree b, 30 information a",
        "0 to_broker k, 3 asked b, 9 accepted a b, 9 brokered k, 23 follow_up a b",
    ),
    "the office is slow": regular(
        "office",
        "30 forward k",
        "0 to_broker k, 9 broker_reminder k, 21 broker_reminder k, 30 asked b, 39 reminder b,"
        " 51 reminder b, 75 reminder b, 91 unanswered a b, 91 brokered k",
    ),
    "the office does nothing": regular(
        "office",
        "",
        "0 to_broker k, 9 broker_reminder k, 21 broker_reminder k, 45 broker_reminder k,"
        " 61 unanswered a, 61 brokered k",
    ),
    "the office refuses": regular(
        "office", "10 refuse k", "0 to_broker k, 9 broker_reminder k, 10 declined a"
    ),
    "taken back before it was passed on": regular(
        "office", "5 withdraw a", "0 to_broker k, 5 brokered k"
    ),
    "both ask for each other": regular(
        "office",
        "4 ask b, 40 nothing b",
        "0 to_broker k, 4 accepted a b, 4 brokered k, 18 follow_up a b, 34 follow_up a b",
    ),
    "three agree": regular(
        "three",
        "2 agree a, 3 agree b, 4 agree c, 20 meet c",
        "0 asked a b c, 4 accepted a b c, 4 brokered k, 18 follow_up a b c, 34 follow_up a b c,"
        " 94 follow_up a b c",
    ),
    "two of three agree": regular(
        "three",
        "2 agree a, 3 agree b",
        "0 asked a b c, 9 reminder c, 21 reminder c, 45 reminder c, 61 accepted a b,"
        " 61 unanswered c, 61 brokered k, 75 follow_up a b, 91 follow_up a b, 151 follow_up a b",
    ),
    "one of three agrees": regular(
        "three",
        "12 decline c, 13 agree a",
        "0 asked a b c, 9 reminder a b c, 21 reminder b, 45 reminder b, 61 unanswered a b,"
        " 61 brokered k",
    ),
    # --- Around the gap -------------------------------------------------------------------------
    "two reminders fall into the gap": Pattern(
        (GAP.start - 5,) * 2,
        "direct",
        "",
        "0 asked b, 26 reminder b, 45 reminder b, 61 unanswered a b",
    ),
    "the end falls into the gap": Pattern(
        (GAP.start - 50,) * 2,
        "direct",
        "",
        "0 asked b, 9 reminder b, 21 reminder b, 45 reminder b, 71 unanswered a b",
    ),
    "two follow-ups fall into the gap": Pattern(
        (GAP.start - 10,),
        "direct",
        "0 agree b",
        "0 accepted a b, 31 follow_up a b, 90 follow_up a b",
    ),
    "yes in the gap": Pattern(
        (GAP.start - 5,),
        "direct",
        "10 agree b",
        "0 asked b, 10 accepted a b, 26 follow_up a b, 40 follow_up a b, 100 follow_up a b",
    ),
}


class Mail(NamedTuple):
    """A mail about one introduction: on which day of the year, of which kind, to whom of it."""

    day: int
    number: int
    kind: str
    to: str


def numbered() -> list[tuple[int, int, Pattern]]:
    """(number, the day on which it begins, its pattern) of every introduction."""
    every = [(day, pattern) for pattern in PATTERNS.values() for day in pattern.begins]
    return [(number, day, pattern) for number, (day, pattern) in enumerate(every)]


def expected() -> list[Mail]:
    """The table written out."""
    return sorted(
        Mail(begins + int(after), number, kind, person)
        for number, begins, pattern in numbered()
        for after, kind, *people in map(str.split, pattern.mails.split(","))
        for person in people
    )
