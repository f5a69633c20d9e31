"""Any number of further partners, put together from phrases; the same seed makes the same ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from partners.dates import months_later
from partners.models import Listing, Partner
from partners.publishing.listings import VALID_MONTHS
from tomoni.chosen import kept_later
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo import names, phrases
from tomoni.portal.demo.loader import queue_matching
from tomoni.portal.demo.phrases import Theme
from tomoni.portal.demo.world import Tell, World
from tomoni.receipts import new_receipt

PREFIX = "sample-"
BATCH = 500
_ALL_17 = 40  # one of so many partners ticks all goals, as people do


@dataclass
class Made:
    """A row with the ids of what it is sorted under."""

    row: Any
    primary: list[int]
    related: list[int]
    fields: list[int]
    resources: list[int]


def generate(count: int, seed: int, tell: Tell) -> None:
    """Bring the number of generated partners to `count`, each with a need and a seed."""
    there = Partner.objects.filter(slug__startswith=PREFIX).count()
    numbers = iter(range(there + 1, count + 1))
    world, cities = World(tell), list(Municipality.objects.all())
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            _write(world, cities, [(number, Random(f"{seed}:{number}")) for number in batch])  # noqa: S311
        tell(f"{batch[-1]} of {count} generated partners")
    with transaction.atomic():
        queue_matching()


def _write(world: World, cities: list[Municipality], drawn: list[tuple[int, Random]]) -> None:
    partners, listings = [], []
    for number, chance in drawn:
        theme = chance.choice(phrases.THEMES)
        partner = _partner(world, theme, chance, number, chance.choice(cities))
        partners.append(partner)
        listings += [_listing(world, partner, theme, chance, side) for side in Listing.Side]
    with kept_later([made.row for made in partners], [made.row for made in listings]):
        _save(Partner, partners)
        _save(Listing, listings)
        through = Listing.resources.through
        through._default_manager.bulk_create(
            through(listing_id=made.row.pk, resourcekind_id=pk)
            for made in listings
            for pk in made.resources
        )


def _partner(world: World, theme: Theme, chance: Random, number: int, city: Municipality) -> Made:
    kind, sector, name, kana = _named(theme, chance)
    approved = timezone.now() - timedelta(days=chance.randrange(1, 700), hours=chance.randrange(24))
    row = Partner(
        municipality=city,
        slug=f"{PREFIX}{number:06}",
        name=name,
        kana=kana,
        type_id=world.types[kind],
        sector_id=world.sectors.get(sector),
        description=f"{chance.choice(phrases.SINCE)}取り組みとして、{theme.does}",
        state=Partner.State.APPROVED,
        submitted_at=approved - timedelta(days=3),
        approved_at=approved,
        expires_on=months_later(timezone.localdate(approved), city.renewal_months),
        receipt=new_receipt("R"),
    )
    return _sorted(world, row, theme, chance)


def _named(theme: Theme, chance: Random) -> tuple[str, str, str, str]:
    kind, sector, name, kana = chance.choice(theme.trades)
    if not name:
        family, given = (chance.choice(part) for part in names.OWNERS)
        return kind, sector, f"{family} {given}", "シミン"
    (place, place_kana), (word, word_kana) = (
        chance.choice(names.PLACES),
        chance.choice(names.WORDS),
    )
    return kind, sector, name.format(place + word), kana.format(place_kana + word_kana)


def _listing(world: World, partner: Made, theme: Theme, chance: Random, side: Listing.Side) -> Made:
    if chance.random() < 0.2:  # some look beyond their own theme
        theme = chance.choice(phrases.THEMES)
    title, sentence = chance.choice(theme.needs if side == Listing.Side.NEED else theme.seeds)
    thing = chance.choice(theme.things)
    published = timezone.now() - timedelta(days=chance.randrange(150), hours=chance.randrange(24))
    row = Listing(
        partner=partner.row,
        side=side,
        title=title.format(thing=thing),
        body=_body(sentence.format(thing=thing), chance, side),
        state=Listing.State.PUBLISHED,
        published_at=published,
        review_by=months_later(timezone.localdate(published), VALID_MONTHS),
    )
    return _sorted(world, row, theme, chance)


def _body(sentence: str, chance: Random, side: Listing.Side) -> str:
    when, amount = chance.choice(phrases.WHEN), chance.choice(phrases.AMOUNT)
    how = "を目安に、" + (
        "お力を貸してください。" if side == Listing.Side.NEED else "お引き受けできます。"
    )
    meet = "".join(chance.sample(phrases.MEET, 2))
    return f"{sentence}{when}、{amount}{how}{meet}"


def _sorted(world: World, row: Any, theme: Theme, chance: Random) -> Made:
    primary = chance.sample(theme.goals, chance.randint(1, 2))
    ticks_all = chance.randrange(_ALL_17) == 0
    related = [goal for goal in range(1, 18) if ticks_all and goal not in primary]
    fields = chance.sample(theme.fields, chance.randint(1, 2))
    kinds = chance.sample(theme.kinds, 2)
    return Made(
        row,
        primary,
        related,
        [world.fields[slug] for slug in fields],
        [world.kinds[slug] for slug in kinds],
    )


def _save(model: type[Partner] | type[Listing], made: list[Made]) -> None:
    model.objects.bulk_create(each.row for each in made)
    own = model._meta.model_name
    for field, column, chosen in (
        ("primary_goals", "goal_id", "primary"),
        ("related_goals", "goal_id", "related"),
        ("fields", "field_id", "fields"),
    ):
        through: type[models.Model] = getattr(model, field).through
        through._default_manager.bulk_create(_links(through, f"{own}_id", column, made, chosen))


def _links(
    through: type[models.Model], own: str, column: str, made: list[Made], chosen: str
) -> Iterable[models.Model]:
    return (
        through(**{own: each.row.pk, column: pk}) for each in made for pk in getattr(each, chosen)
    )
