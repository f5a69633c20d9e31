"""The button of the sign-up form pressed twice at the same moment."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.answers import ANSWERS
from tests.factories import make_user
from tomoni.accounts import signing_up
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_answer_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is taken after the form has found it free and before it stores the person."""
    try_save = signing_up.SignupOnceForm.try_save

    def overtaken(form: Any, request: Any) -> Any:
        make_user(email="hanako@example.jp")
        return try_save(form, request)

    monkeypatch.setattr(signing_up.SignupOnceForm, "try_save", overtaken)


@pytest.mark.usefixtures("other_answer_is_faster")
def test_second_answer_makes_no_second_person(client: Client) -> None:
    response = client.post(reverse("account_signup"), ANSWERS)
    assert response.status_code == 302
    assert response["Location"] == reverse("account_email_verification_sent")
    assert User.objects.filter(email="hanako@example.jp").count() == 1
