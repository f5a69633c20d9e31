from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "tomoni.taxonomy"
    verbose_name = _("Vocabulary")

    def ready(self) -> None:
        """The vocabulary is there as soon as its tables are, also after a test has emptied them."""
        from tomoni.taxonomy.vocabulary import fill_empty

        post_migrate.connect(fill_empty, sender=self)
