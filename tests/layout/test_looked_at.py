"""Every page is looked at by the browser tests: a new URL needs a line there."""

import re

from django.urls import get_resolver, resolve

from tests.browser import account_ways, ways
from tests.browser.addresses import FORMS, PAGES
from tests.portal.role_table import GRID
from tomoni.portal.open_data.data_sets import DATA_SETS

# What answers a GET with something else than a page.
NO_PAGE = {
    "api:api_unknown",
    *(f"api:insights_{name}" for name in ("demand", "funnel", "network", "times")),
    *(f"api:{name}_{view}" for name in DATA_SETS for view in ("list", "detail")),
    "account_confirm_login_code",  # nobody logs in by a mailed code
    "account_confirm_reauthentication_code",  # nor confirms by one that it is them
    "account_request_reauthentication_code",
    "account_set_password",  # everybody has a password, and is led to change it
    "challenges:proposal_calendar",
    "challenges:message_file",
    "challenges:challenge_calendar",
    "challenges:followed_calendar",
    "challenges:proposal_file",
    "events:event_calendar",
    "events:event_list_calendar",
    "events:report_feed",
    "events:report_photo",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",  # what a key is asked, as JSON
    "events:pitch_slides",
    "events:reception_list",
    "events:reception_worker",
    "events:timer_state",
    "notices:notice_open",
    "partners:agreement_file",
    "partners:import_report",
    "partners:import_template",
    "partners:listing_draft_picture",
    "partners:listing_file",
    "partners:listing_image",
    "partners:news_image",
    "partners:partner_logo",
    "partners:post_picture",
    "partners:project_feed",
    "portal:deadlines_calendar",
    "portal:events_calendar",
    "portal:api_schema",
    "portal:dataset_city_file",
    "portal:dataset_file",
    "portal:healthz",
    "portal:insight_demand_file",
    "portal:insight_desk_funnel",
    "portal:insight_desk_network_file",
    "portal:insight_desk_times",
    "portal:insight_funnel",
    "portal:insight_meetings_file",
    "portal:insight_network_file",
    "portal:insight_report_file",
    "portal:insight_times",
    "portal:municipality_brand",
    "portal:municipality_logo",
    "portal:readyz",
    "portal:robots",
    "portal:saved_open",
    "portal:search_feed",
    "portal:sitemap",
    "portal:sitemap_section",
}

TOKEN = "00000000-0000-4000-8000-000000000000"


def name_of(address: str) -> str:
    """The name of the URL of an address in the tables, whatever rows it stands for."""
    path = re.sub(r"\{[^}]*token\}", TOKEN, address.partition("?")[0])
    return resolve(re.sub(r"\{[^}]+\}", "1", path)).view_name


def test_every_page_is_looked_at() -> None:
    ours = {line.split()[0] for line in GRID.splitlines() if " GET " in line}
    of_libraries = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    addresses = [path for table in (PAGES, FORMS) for paths in table.values() for path in paths]
    seen = {name_of(address) for address in addresses}
    for way in (*ways.WAYS.values(), *account_ways.WAYS.values()):
        seen.update(way.stops)
    assert (ours | of_libraries) - NO_PAGE == seen
