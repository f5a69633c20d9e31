"""All data sets, in the order in which the page shows them."""

from tomoni.portal.open_data.challenge_sets import CHALLENGES
from tomoni.portal.open_data.code_sets import FIELDS, GOALS, MUNICIPALITIES
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.event_sets import EVENTS, REPORTS
from tomoni.portal.open_data.outcome_sets import AGREEMENTS, PROJECTS
from tomoni.portal.open_data.partner_sets import LISTINGS, PARTNERS

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
        MUNICIPALITIES,
    )
}
