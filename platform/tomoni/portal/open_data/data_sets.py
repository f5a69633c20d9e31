"""All data sets, in the order in which the page shows them."""

from tomoni.portal.open_data.agreement_sets import AGREEMENTS
from tomoni.portal.open_data.challenge_sets import CHALLENGES
from tomoni.portal.open_data.code_sets import (
    FIELDS,
    GOALS,
    MUNICIPALITIES,
    PARTNER_TYPES,
    RESOURCE_KINDS,
    SECTORS,
    VISIONS,
)
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.event_sets import EVENTS, REPORTS
from tomoni.portal.open_data.partner_sets import LISTINGS, PARTNERS
from tomoni.portal.open_data.project_sets import PROJECTS

DATA_SETS: dict[str, DataSet] = {
    each.slug: each
    for each in (
        PARTNERS,
        LISTINGS,
        CHALLENGES,
        EVENTS,
        REPORTS,
        PROJECTS,
        AGREEMENTS,
        GOALS,
        FIELDS,
        PARTNER_TYPES,
        RESOURCE_KINDS,
        SECTORS,
        VISIONS,
        MUNICIPALITIES,
    )
}
