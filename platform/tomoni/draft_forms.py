"""入力 → 確認 → 完了: the walk through a form whose answers are kept on the server.

A view makes a `DraftForm` and calls `fill_in` or `confirm`; the last page is a plain template:

    flow = DraftForm(request, draft, ListingForm, Steps(form=..., confirm=...))
    return flow.fill_in("partners/listing_form.html", {...})
    return flow.confirm("partners/listing_confirm.html", send=publish, context={...})
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.htmx import render
from tomoni.models import LostUpdateError
from tomoni.uploads import UploadField


@dataclass(frozen=True)
class Steps:
    """Where the steps of a form are."""

    form: str
    confirm: str


def _no_side_step(step: str) -> str:
    return ""


def _take_nothing(draft: Draft) -> None:
    """Where nobody else edits the same row."""


@dataclass
class DraftForm:
    """One person's walk through one form.

    `initial` is what the form shows before anything was typed, e.g. the row being edited.
    `side_step` takes the step of a button that neither checks nor sends, e.g. puts files in
    another order, once everything is kept; it says where that leads, "" if it knows no such step.
    `take_over` puts into the draft what the person has taken over from somebody who was faster.
    A draft that several people share is kept by `keep_shared`, which may answer by itself, and
    found by `lock`, which knows whose it is.
    """

    request: HttpRequest
    draft: Draft
    form_class: Callable[..., BaseForm]
    steps: Steps
    form_kwargs: dict[str, Any] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    side_step: Callable[[str], str] = _no_side_step
    take_over: Callable[[Draft], None] = _take_nothing
    keep_shared: Callable[[], HttpResponse | None] | None = None
    lock: Callable[[HttpRequest, str], Draft | None] = drafts.lock

    def fill_in(self, page: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """The form: autosave, check and go on to the confirmation, or show what to mend."""
        if self.request.method != "POST":
            return self._show(page, self._unchecked(), context)
        if self.keep_shared is None:
            drafts.keep(self.draft, self.request.POST, form_url=self.steps.form)
        elif answer := self.keep_shared():
            return answer
        if self.request.htmx.target == "draft-state":  # type: ignore[attr-defined]
            return render(
                self.request, "components/_draft_state.html", {"saved_at": timezone.now()}
            )
        form = self.form_class(self.request.POST, self.request.FILES, **self.form_kwargs)
        form.is_valid()
        drafts.keep_files(self.draft, form)
        is_valid = form.is_valid()  # not, where a file found no room
        step = self.request.POST.get("step", "")
        if url := self._with_hints() if step == "hints" else self.side_step(step):
            return self._aside(page, form, context, url)
        if is_valid and step != "keep":
            return HttpResponseRedirect(self.steps.confirm)
        return self._show(page, form, context)

    def _aside(
        self, page: str, form: BaseForm, context: dict[str, Any] | None, url: str
    ) -> HttpResponse:
        """Only what is wrong with a file is said now: nothing else of it is kept."""
        for name in list(form.errors):
            if not isinstance(form.fields.get(name), UploadField):
                del form.errors[name]
        return self._show(page, form, context) if form.errors else HttpResponseRedirect(url)

    def _with_hints(self) -> str:
        """The form once more, with what it says about the text: for who has no JavaScript."""
        mark = "&" if "?" in self.steps.form else "?"
        return f"{self.steps.form}{mark}hints#hints-rail"

    def confirm(
        self,
        page: str,
        send: Callable[[BaseForm, Draft], str],
        context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """All answers once more; the POST runs `send` and goes where it says.

        `send` gets the valid form and the locked draft, runs the step and returns the address of
        the completion page. It may raise LostUpdateError, which answers 409 with the answers kept.
        """
        if self.request.method == "POST":
            return self._send(page, send, context)
        form = self.checked()
        if not form.is_valid():
            return HttpResponseRedirect(self.steps.form)
        return self._show(page, form, context)

    def ask_again(self, page: str, context: dict[str, Any]) -> HttpResponse:
        """The confirmation once more, with a question that was not answered."""
        return self._show(page, self._checked_through(), context)

    def _checked_through(self) -> BaseForm:
        """The form with its cleaned answers, which the page shows."""
        form = self.checked()
        form.is_valid()
        return form

    def checked(self) -> BaseForm:
        """The form over the stored answers; what was typed is checked again."""
        return self.form_class(drafts.answers_of(self.draft), **self.form_kwargs)

    def _send(
        self, page: str, send: Callable[[BaseForm, Draft], str], context: dict[str, Any] | None
    ) -> HttpResponse:
        self._take_over_once()
        try:
            with transaction.atomic():
                return HttpResponseRedirect(self._send_once(send))
        except LostUpdateError:
            form = self._checked_through()
            return self._show(page, form, {**(context or {}), "is_lost_update": True}, 409)

    @transaction.atomic
    def _take_over_once(self) -> None:
        """By itself, so that it is kept when the step is refused once more."""
        draft = self.lock(self.request, self.request.POST.get("draft", ""))
        if draft and not draft.sent_at:
            self.take_over(draft)
            if draft.pk == self.draft.pk:
                self.draft.data = draft.data

    def _send_once(self, send: Callable[[BaseForm, Draft], str]) -> str:
        """Run the step, unless this draft was sent already: then its first result is the answer."""
        token = self.request.POST.get("draft", "")
        draft = self.lock(self.request, token)
        if draft is None:
            return self.steps.form
        if draft.sent_at:
            return draft.result_url
        form = self.form_class(drafts.answers_of(draft), **self.form_kwargs)
        if not form.is_valid():
            return self.steps.form
        url = send(form, draft)
        drafts.close(draft, url)
        return url

    def _unchecked(self) -> BaseForm:
        """The form with what was typed so far, without complaining about what is not there yet."""
        if not self.draft.data:
            return self.form_class(initial=self.initial, **self.form_kwargs)
        answers = drafts.answers_of(self.draft)
        blank = self.form_class(**self.form_kwargs)
        typed = {
            name: form_field.widget.value_from_datadict(answers, {}, blank.add_prefix(name))
            for name, form_field in blank.fields.items()
        }
        return self.form_class(initial=typed, **self.form_kwargs)

    def _show(
        self, page: str, form: BaseForm, context: dict[str, Any] | None, status: int = 200
    ) -> HttpResponse:
        own = {"form": form, "draft": self.draft, "steps": self.steps}
        return render(self.request, page, {**own, **(context or {})}, status=status)
