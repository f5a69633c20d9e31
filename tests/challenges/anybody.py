"""What the machines share in which anybody does anything: people with browsers."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job

HIDDEN = "この団体は前に約束を守りませんでした"
"""What the office writes for itself."""
TRIES = 1  # how often all unlawful moves are tried in a state, over all examples
SETTINGS = settings(
    max_examples=30,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,  # the same walks everywhere
    database=None,
    suppress_health_check=list(HealthCheck),
    # Shrinking through pages takes longer than reading a failure of some twenty steps.
    phases=[Phase.explicit, Phase.generate],
)


class People:
    """Everybody by name, each with a browser; None is who has not logged in."""

    def __init__(self, people: dict[str, User | None]) -> None:
        self.users = people
        self.clients = {who: Client() for who in people}
        for who, person in people.items():
            if person:
                self.clients[who].force_login(person)

    def posts(self, who: str, url: str, **data: Any) -> int:
        """Send a form; the status of the answer."""
        said = {"idempotency_key": str(uuid4()), **data}
        response: Any = self.clients[who].post(url, said)
        if response.streaming:
            list(response)  # read to its end, so that the file behind it is closed
        return int(response.status_code)

    def opens(self, who: str, url: str) -> bool:
        """Whether the person gets the page."""
        return self.clients[who].get(url).status_code == 200

    def comes_upon(self, who: str, words: str, urls: list[str]) -> list[str]:
        """The addresses at which the words are before the person's eyes, or in their file."""
        return [url for url in urls if words in _text(self.clients[who].get(url))]

    def was_told(self, who: str, words: str) -> bool:
        """Whether a mail to the person says so."""
        person = self.users[who]
        mails = Job.objects.filter(payload__to=person.pk if person else -1)
        return mails.filter(payload__icontains=words).exists()


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode(errors="ignore")).replace("\r\n ", "")  # lines of calendars are folded


def entries_of(*subjects: Any) -> int:
    """How much was put on record of these rows."""
    return Entry.objects.filter(subject_id__in=[str(each.pk) for each in subjects]).count()


class Visits:
    """In which states all unlawful moves were tried so far."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def is_due(self, state: str) -> bool:
        """Whether they are to be tried once more in this state."""
        self.count[state] += 1
        return self.count[state] <= TRIES
