"""The counterparts of a listing or challenge, on its own page."""

from typing import Any

from django import template
from django.template import RequestContext

from challenges.models import Challenge
from matching.views import fragment_context
from partners.models import Listing

register = template.Library()
