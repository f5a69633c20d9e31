"""Writing a piece of news: fill in, check, done."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.access import choose_partner, memberships, require_approved_member
from partners.forms import NewsForm
from partners.models import News
from partners.publishing import bulletin
from partners.views.news import own_news
from partners.writing import drafting
from partners.writing.conflicts import Conflict, conflicts, take_theirs
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
def news_create(request: HttpRequest) -> HttpResponse:
    """Something new to tell."""
    return _fill_in(_new(request), "partners/news_create.html")


@require_http_methods(["GET", "POST"])
def news_create_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; posts it."""
    return _confirm(_new(request), "partners/news_create_confirm.html")


@require_http_methods(["GET", "POST"])
def news_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it while it is not over."""
    return _fill_in(_Walk(request, own_news(request, pk)), "partners/news_edit.html")


@require_http_methods(["GET", "POST"])
def news_edit_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers once more; saves."""
    return _confirm(_Walk(request, own_news(request, pk)), "partners/news_edit_confirm.html")


@require_safe
def news_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is posted or saved, and where it is to be seen."""
    own = [membership.partner_id for membership in memberships(request)]
    news = get_object_or_404(News.objects.filter(partner__in=own).select_related("partner"), pk=pk)
    return render(request, "partners/news_done.html", {"news": news})


def _new(request: HttpRequest) -> "_Walk":
    choose_partner(request, request.GET.get("partner", ""))
    partner = require_approved_member(request).partner
    return _Walk(request, News(partner=partner))


def _fill_in(walk: "_Walk", page: str) -> HttpResponse:
    request = walk.request
    if walk.news.pk and walk.news.is_over:
        messages.warning(request, _("It is over and cannot be changed any more."))
        return redirect("partners:my_news")
    if request.POST.get("step") == "discard":
        drafts.discard(walk.draft)
        messages.success(request, _("What you had begun is gone. The form is as it was before."))
        return HttpResponseRedirect(walk.steps.form)
    return walk.flow.fill_in(page, walk.context)


def _confirm(walk: "_Walk", page: str) -> HttpResponse:
    try:
        return walk.flow.confirm(page, walk.send, walk.context)
    except bulletin.TooMuchNewsError:  # a colleague was quicker: the form says what to do
        return HttpResponseRedirect(walk.steps.form)
    except StateError:
        messages.error(walk.request, _("That is not possible any more. This is how it stands now."))
        return redirect("partners:my_news")


@dataclass
class _Walk:
    """One person's way through the form of one piece of news."""

    request: HttpRequest
    news: News

    @cached_property
    def steps(self) -> Steps:
        if self.news.pk:
            return _steps("news_edit", str(self.news.pk))
        return _steps("news_create", query=f"?partner={self.news.partner.slug}")

    @cached_property
    def draft(self) -> Draft:
        target = str(self.news.pk or self.news.partner.slug)
        return drafting.open_draft(self.request, "news", target, self.news)

    @cached_property
    def flow(self) -> DraftForm:
        form_kwargs = {"instance": self.news}
        return DraftForm(
            self.request,
            self.draft,
            NewsForm,
            self.steps,
            form_kwargs=form_kwargs,
            take_over=lambda draft: take_theirs(self.request, draft, self._stored),
        )

    def _stored(self) -> NewsForm:
        """What the database has now, to be shown beside what the person has typed."""
        return NewsForm(instance=News.objects.get(pk=self.news.pk))

    def _conflicts(self) -> list[Conflict]:
        """Where the two differ, to be chosen from."""
        return conflicts(self.flow.checked(), self._stored(), self.draft)

    @property
    def context(self) -> dict[str, Any]:
        return {
            "news": self.news,
            "kept": SimpleLazyObject(lambda: {"image": drafts.files_of(self.draft, "image")}),
            "stored": SimpleLazyObject(self._stored),
            "conflicts": SimpleLazyObject(self._conflicts),
        }

    def send(self, form: Any, draft: Draft) -> str:
        """Post it, or save the changes."""
        news: News = form.save(commit=False)
        drafting.place_picture(news, "image", draft, form.cleaned_data)
        user: User = self.request.user  # type: ignore[assignment]
        if news.pk:
            seen = drafting.seen_version(self.request, draft)
            bulletin.update_news(news, by=user, seen_version=seen, chosen=form.chosen)
        else:
            bulletin.post_news(news, by=user, chosen=form.chosen)
        drafts.drop_files(draft, [str(file.token) for file in drafts.files_of(draft, "image")])
        return reverse("partners:news_done", args=[news.pk])


def _steps(view: str, *key: str, query: str = "") -> Steps:
    form, confirm = (reverse(f"partners:{name}", args=key) for name in (view, f"{view}_confirm"))
    return Steps(form=form + query, confirm=confirm + query)
