"""What a partner is found by when somebody registers it a second time, written with each save."""

from typing import Any

from django.db import models

from partners.likeness import core_of_address, core_of_name


class _Key(models.CharField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"default": "", "db_default": "", "blank": True, "editable": False}
        kwargs |= {"max_length": 200}
        super().__init__(*args, **kwargs)

    def key_of(self, row: Any) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the row as it is being saved."""
        value = self.key_of(model_instance)[:200]
        setattr(model_instance, self.attname, value)
        return value


class NameCoreField(_Key):
    """The name without its legal form and variants of characters."""

    def key_of(self, row: Any) -> str:
        return core_of_name(row.name)


class PlaceCoreField(_Key):
    """Town and house number; "" for an address without one, which says too little."""

    def key_of(self, row: Any) -> str:
        return place_key(row.address)


def place_key(address: str) -> str:
    """Town and house number of an address, "" where it has no number."""
    core = core_of_address(address)
    return core if any(letter.isdigit() for letter in core) else ""
