"""The visions of a municipality that a row has chosen, read with the row itself."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from tomoni.municipalities.models import Vision


def chosen_visions(model: type[models.Model]) -> ArraySubquery:
    """`[{"ja": name, "en": name}]` of each row of a query over the model."""
    through = model._meta.get_field("visions").remote_field.through  # type: ignore[union-attr]
    ids = through._default_manager.filter(
        **{f"{model._meta.model_name}_id": OuterRef(OuterRef("pk"))}
    ).values("vision")
    names = JSONObject(ja="name_ja", en="name_en")
    return ArraySubquery(Vision.objects.filter(pk__in=ids).values(row=names))


class HasVisions(models.Model):
    """Names of the chosen visions, read with the row itself by `with_detail()`."""

    vision_rows: list[dict[str, str]]

    class Meta:
        abstract = True

    @property
    def vision_names(self) -> list[str]:
        """In the reader's language."""
        is_japanese = get_language() == "ja"
        return [row["ja"] if is_japanese else row["en"] or row["ja"] for row in self.vision_rows]
