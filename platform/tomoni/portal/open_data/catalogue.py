"""The data sets described for search engines and for catalogues of open data (schema.org)."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from tomoni.portal.open_data.columns import Column, DataSet, absolute
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.files import FORMS, Form
from tomoni.portal.open_data.licence import licence

_CONTEXT = {"@context": "https://schema.org"}


def described(data_set: DataSet) -> dict[str, Any]:
    """One data set with its columns and files."""
    return _CONTEXT | {
        **_named(data_set),
        "isAccessibleForFree": True,
        "inLanguage": "ja",
        "publisher": {"@type": "Organization", "name": "Tomoni", "url": settings.BASE_URL},
        "variableMeasured": [_column(column) for column in data_set.columns],
        "distribution": [_distribution(data_set, form) for form in FORMS.values()],
    }


def catalogue() -> dict[str, Any]:
    """All of them by name."""
    return _CONTEXT | {
        "@type": "DataCatalog",
        "name": "Tomoni オープンデータ",
        "url": absolute(reverse("portal:dataset_list")),
        "license": licence().url,
        "dataset": [_named(data_set) for data_set in DATA_SETS.values()],
    }


def file_address(data_set: DataSet, form: Form, city: str = "") -> str:
    """Where the file of a municipality is, or the whole one."""
    if city:
        return reverse("portal:dataset_city_file", args=[city, data_set.slug, form.suffix])
    return reverse("portal:dataset_file", args=[data_set.slug, form.suffix])


def _named(data_set: DataSet) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "identifier": data_set.slug,
        "name": data_set.ja,
        "alternateName": data_set.en,
        "description": data_set.about_ja,
        "url": absolute(reverse("portal:dataset_detail", args=[data_set.slug])),
        "license": licence().url,
    }


def _column(column: Column) -> dict[str, str]:
    return {"@type": "PropertyValue", "name": column.name_in_csv, "description": column.ja}


def _distribution(data_set: DataSet, form: Form) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "encodingFormat": form.content_type.partition(";")[0],
        "contentUrl": absolute(file_address(data_set, form)),
    }
