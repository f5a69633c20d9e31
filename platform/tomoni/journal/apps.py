from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "tomoni.journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        """Find every app's ledger handlers: they stand in its `jobs.py`."""
        autodiscover_modules("jobs")
