"""The day of meetings: who has the reception, and who was there."""

from datetime import timedelta

from events.models import Duty, Event, Registration
from tomoni.portal.demo.world import World


def add_receptions(world: World) -> None:
    """In Kakegawa the editor of the office receives; in Kanazawa those of the past were there."""
    editor = world.writers["kakegawa"]
    coming = Event.objects.get(slug="kakegawa-koryukai")
    Duty.objects.create(event=coming, kind=Duty.Kind.RECEPTION, name=editor.name, user=editor)
    office = world.staff["kanazawa"]
    for slug in ("kanazawa-partners-3", "kanazawa-partners-4"):
        event = Event.objects.get(slug=slug)
        for place, row in enumerate(event.registrations.registered()):
            minutes = timedelta(minutes=20 - 3 * place)
            Registration.objects.filter(pk=row.pk).update(
                checked_in_at=event.starts_at - minutes, checked_in_by=office
            )
