from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Make the notices of meetings known."""
        from events import jobs  # noqa: F401 - registers them
