from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "tomoni.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Hear what others tell."""
        from tomoni.notices import receivers  # noqa: F401 - connects them
