"""What stands in the role table of meetings: to come, in preparation, under way and over, with
registrations, pitches, notes, follow-ups, a topic for the office, and reports.
"""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from events.attending.links import cancel_token
from events.consulting import steps as consulting
from events.models import (
    AgainWish,
    Event,
    FollowUp,
    NoteEntry,
    Pitch,
    Place,
    Registration,
    SeatingPlan,
)
from events.reporting import steps as reporting
from events.reporting import tags
from partners.models import Partner
from tests.bad_inputs import image_file
from tests.events.past import make_follow_up, make_past, make_seat
from tests.events.pitching.pitches import chosen, make_pitch
from tests.factories import make_event, make_partner, make_table
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.receipts import new_receipt
from tomoni.uploads import checked_image


def meeting_rows(
    city: Municipality, partner: Partner, elsewhere: Partner, users: Any
) -> dict[str, Any]:
    """Of the city; the editor comes for the partner, the stranger for the federation."""
    return {
        **_to_come(city, partner, elsewhere, users),
        "planned": make_event(city, state=Event.State.DRAFT),
        "past": make_event(
            city,
            starts_at=timezone.now() - timedelta(days=9),
            ends_at=timezone.now() - timedelta(days=8),
            registration_closes_at=timezone.now() - timedelta(days=10),
        ),
        **_evening(city, partner, users["editor"]),
        **_after_a_meeting(city, partner, elsewhere, users),
    }


def _to_come(city: Municipality, partner: Partner, other: Partner, users: Any) -> dict[str, Any]:
    """A meeting for which the editor has registered and that still takes pitches."""
    event = make_event(city, pitches_until=timezone.now() + timedelta(days=9))
    registration = _registered(event, partner, users["editor"])
    Event.objects.filter(pk=event.pk).update(taken=1)
    return {
        "event": event,
        "event_table": make_table(event),
        "registration": registration,
        "cancel_token": cancel_token(registration),
        "pitch": _with_slides(chosen(event, other, user=users["stranger"])),
        "waiting_pitch": make_pitch(event),
    }


def _registered(event: Event, partner: Partner, person: User) -> Registration:
    """The person's registration for the partner."""
    return Registration.objects.create(
        event=event,
        user=person,
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.REGISTERED,
    )


def _with_slides(pitch: Pitch) -> Pitch:
    """The same with a PDF."""
    pitch.slides_name = "発表.pdf"
    pitch.slides.save("slides.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    return pitch


def _evening(city: Municipality, partner: Partner, person: User) -> dict[str, Any]:
    """A meeting under way whose tables are shown, where the person has written of a sprout."""
    now = timezone.now()
    event = make_event(
        city,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
        registration_closes_at=now - timedelta(hours=2),
    )
    table = make_table(event, "空き家", facilitator="例田 花子")
    seat = _registered(event, partner, person)
    plan = SeatingPlan.objects.create(
        event=event, state="published", published_at=now, computed_at=now
    )
    Place.objects.create(plan=plan, round=1, registration=seat, table=table)
    note = NoteEntry.objects.create(
        table=table, part="sprout", text="縁側を一緒に直す", author=seat, writer=person
    )
    day = timezone.localdate() + timedelta(days=14)
    FollowUp.objects.create(event=event, entry=note, title=note.text, owner=person, due_on=day)
    return {"evening": event, "note": note, "own_seat": seat}


def _after_a_meeting(
    city: Municipality, partner: Partner, other: Partner, users: Any
) -> dict[str, Any]:
    """A meeting that is over, in which the editor and the stranger took part, and what came of it;
    one to come with a consultation desk, and two reports.
    """
    held, reported, begun = (make_past(municipality=city) for _ in range(3))
    seat = make_seat(held, partner, user=users["editor"])
    make_seat(held, other, user=users["stranger"])
    companion = make_seat(held, make_partner(), name="例田 三郎")
    AgainWish.objects.create(wisher=seat, wished=companion, office_may_ask=True)
    consulted = make_event(city, takes_topics=True)
    topic = consulting.put(
        consulted, by=users["newcomer"], text="空き店舗を使いたいのですが。", is_public=True
    )
    report = reporting.begin(reported, by=users["city_editor"])
    tags.choose(report, ["お茶"])
    reporting.publish(report, by=users["city_editor"])
    reporting.begin(begun, by=users["city_editor"])
    picture = checked_image(image_file())
    return {
        "held": held,
        "companion": companion,
        "follow_up": make_follow_up(seat, counterpart=other),
        "consulted": consulted,
        "topic": topic,
        "reported": reported,
        "report_begun": begun,
        "report_tag": report.tags.get(),
        "report_photo": reporting.add_photo(
            report, picture, by=users["city_editor"], alt="卓を囲む六人"
        ),
    }
