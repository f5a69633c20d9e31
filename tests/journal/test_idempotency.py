"""A form that is sent twice happens once, and only its sender is told where it led."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tests.factories import make_user
from tomoni.accounts.models import User
from tomoni.journal.idempotency import FIELD, idempotent, new_key
from tomoni.journal.models import Entry, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob() -> User:
    return make_user("Bob")


def note() -> Entry:
    return Entry.objects.create(verb="form.sent", subject_type="form", subject_id="1")


@idempotent
def register(request: HttpRequest) -> HttpResponse:
    """A form: an error page without a name, an effect and a redirect with one."""
    if request.method == "GET":
        return HttpResponse("the form")
    if not request.POST.get("name"):
        return HttpResponse("the name is missing", status=422)
    return HttpResponseRedirect(f"/done/{note().pk}/")


def post(
    user: User | AnonymousUser,
    key: str | None,
    *,
    path: str = "/register/",
    session: str | None = None,
    view: Callable[..., Any] = register,
    **data: str,
) -> Any:
    fields = data if key is None else {**data, FIELD: key}
    request = RequestFactory().post(path, fields)
    request.user, request.session = user, SessionStore(session)
    return view(request)


def test_form_is_shown_untouched(alice: User) -> None:
    request = RequestFactory().get("/register/")
    request.user, request.session = alice, SessionStore()
    assert register(request).content == b"the form"
    assert not Submission.objects.exists()


def test_repeat_is_answered_like_the_first_without_a_second_effect(alice: User) -> None:
    key = new_key()
    first, repeat = post(alice, key, name="a"), post(alice, key, name="a")
    assert (first.status_code, repeat.status_code) == (302, 302)
    assert first.url == repeat.url
    assert Entry.objects.count() == 1


def test_two_showings_of_a_form_are_two_forms(alice: User) -> None:
    assert post(alice, new_key(), name="a").url != post(alice, new_key(), name="a").url


def test_form_with_errors_may_be_corrected(alice: User) -> None:
    key = new_key()
    assert post(alice, key).status_code == 422
    assert post(alice, key, name="a").status_code == 302
    assert Entry.objects.count() == 1


def test_view_that_breaks_leaves_neither_effect_nor_key(alice: User) -> None:
    @idempotent
    def broken(request: HttpRequest) -> HttpResponse:
        note()
        raise ZeroDivisionError

    key = new_key()
    with pytest.raises(ZeroDivisionError):
        post(alice, key, view=broken)
    assert not Entry.objects.exists()
    assert post(alice, key, name="a").status_code == 302


def test_view_that_spoils_its_transaction_frees_the_key(alice: User) -> None:
    @idempotent
    def spoiling(request: HttpRequest) -> HttpResponse:
        note()
        transaction.set_rollback(True)
        return HttpResponse("sorry", status=409)

    key = new_key()
    assert post(alice, key, view=spoiling).status_code == 409
    assert not Entry.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("key", [None, "", "no uuid", "1" * 10_000, "\0"])
def test_missing_or_malformed_key_is_refused(alice: User, key: str | None) -> None:
    assert post(alice, key, name="a").status_code == 400
    assert not Entry.objects.exists()


def test_key_of_another_person_tells_nothing(alice: User, bob: User) -> None:
    key = new_key()
    location = post(alice, key, name="a").url
    for stranger in (bob, AnonymousUser()):
        answer = post(stranger, key, name="a")
        assert answer.status_code == 400
        assert location not in str(answer.headers) + answer.content.decode()
    assert Entry.objects.count() == 1


def test_key_of_another_form_is_refused(alice: User) -> None:
    key = new_key()
    post(alice, key, name="a")
    assert post(alice, key, path="/other/", name="a").status_code == 400


def test_visitor_without_account_is_known_by_the_session() -> None:
    visitor, key = AnonymousUser(), new_key()
    first = post(visitor, key, session="a" * 32, name="a")
    assert post(visitor, key, session="a" * 32, name="a").url == first.url
    assert post(visitor, key, session="b" * 32, name="a").status_code == 400
    assert "a" * 32 not in Submission.objects.get().session


@pytest.mark.django_db(transaction=True)
def test_double_click_happens_once_and_both_are_led_to_the_same_place(alice: User) -> None:
    key, inside, go_on = new_key(), threading.Event(), threading.Event()

    @idempotent
    def slow(request: HttpRequest) -> HttpResponse:
        inside.set()
        go_on.wait(20)
        return HttpResponseRedirect(f"/done/{note().pk}/")

    def click() -> str:
        try:
            return str(post(alice, key, view=slow).url)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as browser:
        first = browser.submit(click)
        inside.wait(20)
        second = browser.submit(click)
        _wait_for_a_lock()
        go_on.set()
        assert first.result() == second.result()
    assert Entry.objects.count() == 1


def _wait_for_a_lock() -> None:
    """Until the second click stands behind the first."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(f"{waiting} AND datname = current_database()")
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("the second request never waited")


def test_keys_are_random() -> None:
    assert len({new_key() for _ in range(100)}) == 100
