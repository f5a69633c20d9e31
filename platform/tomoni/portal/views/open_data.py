"""Open data: which data sets there are, what each column means, and the files."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.limits import seconds_to_wait
from tomoni.linked_data import linked_data_element
from tomoni.municipalities.models import Municipality
from tomoni.portal.open_data import answers
from tomoni.portal.open_data.catalogue import catalogue, described, file_address
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.files import FORMS
from tomoni.portal.open_data.licence import licence
from tomoni.portal.open_data.sharing import readable_from_anywhere
from tomoni.portal.views.errors import too_many_requests


@login_not_required
@require_safe
def dataset_list(request: HttpRequest) -> HttpResponse:
    """All data sets with their files, and under which licence they may be used."""
    data_sets = [(each, _files(each)) for each in DATA_SETS.values()]
    context = {
        "data_sets": data_sets,
        "licence": licence(),
        "linked_data": linked_data_element(catalogue()),
    }
    return render(request, "portal/open_data/dataset_list.html", context)


@login_not_required
@require_safe
def dataset_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One data set: what every column means, in both languages, and its files."""
    data_set = _data_set(name)
    cities = Municipality.objects.order_by("code", "pk") if data_set.city else []
    context = {
        "data_set": data_set,
        "files": _files(data_set),
        "per_minute": settings.OPEN_DATA_FILES_PER_MINUTE,
        "cities": [(city, _files(data_set, city.slug)) for city in cities],
        "licence": licence(),
        "linked_data": linked_data_element(described(data_set)),
    }
    return render(request, "portal/open_data/dataset_detail.html", context)


@login_not_required
@readable_from_anywhere
@require_safe
def dataset_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """The whole data set as a file."""
    return _file(request, name, suffix, "")


@login_not_required
@readable_from_anywhere
@require_safe
def dataset_city_file(request: HttpRequest, city: str, name: str, suffix: str) -> HttpResponseBase:
    """What concerns one municipality as a file."""
    municipality = get_object_or_404(Municipality, slug=city)
    if not _data_set(name).city:
        raise Http404
    return _file(request, name, suffix, municipality.slug)


def _file(request: HttpRequest, name: str, suffix: str, city: str) -> HttpResponseBase:
    data_set, form = _data_set(name), FORMS.get(suffix)
    if form is None:
        raise Http404
    wait = seconds_to_wait(request, "open-data", settings.OPEN_DATA_FILES_PER_MINUTE)
    if wait:
        return too_many_requests(request, wait)
    return answers.answer(request, data_set, form, city)


def _data_set(name: str) -> DataSet:
    data_set = DATA_SETS.get(name)
    if data_set is None:
        raise Http404
    return data_set


def _files(data_set: DataSet, city: str = "") -> list[tuple[str, str]]:
    """(what it is called, address) of each form."""
    words = {"csv": "CSV", "jsonl": "JSON Lines"}
    return [(words[form.suffix], file_address(data_set, form, city)) for form in FORMS.values()]
