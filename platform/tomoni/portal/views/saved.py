"""A person's saved searches, the link that stops their mails, and the feeds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.limits import feed_limit
from tomoni.portal import feeds, saving
from tomoni.portal.forms import SearchForm
from tomoni.portal.models import MOST, SavedSearch
from tomoni.portal.places import KEYS, Asked


@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """All saved searches of the person, with how many are new in each."""
    searches = list(SavedSearch.objects.of(request.user).select_related("user"))
    new = saving.new_counts(searches)
    rows = [
        {"search": search, "new": new.get(search.pk, 0), "asked": saving.asked_by(search)}
        for search in searches
    ]
    context = {"rows": rows, "most": MOST, "has_room": len(rows) < MOST}
    return render(request, "portal/saved_list.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def saved_create(request: HttpRequest) -> HttpResponse:
    """Keep a list or search as it is narrowed down in the address."""
    user: User = request.user  # type: ignore[assignment]
    place = request.GET.get("list", "")
    if place not in KEYS:
        raise Http404
    asked = Asked(place, request.GET, user)
    form = SearchForm(request.POST or None, initial={"name": _name_of(asked)})
    if request.method == "POST" and form.is_valid():
        try:
            saving.save_search(user, asked, **form.cleaned_data)
        except saving.SavedAlreadyError:
            form.add_error(None, _("You have saved this very search already."))
        except saving.LongSearchError:
            form.add_error(None, _("So much is ticked that it cannot be saved. Please tick less."))
        except saving.TooManySearchesError:
            form.add_error(
                None,
                _("You may save %(most)d searches. Delete one that you do not need any more.")
                % {"most": MOST},
            )
        else:
            messages.success(request, _("The search is saved."))
            return redirect("portal:saved_list")
    return render(request, "portal/saved_create.html", {"form": form, "asked": asked})


def _name_of(asked: Asked) -> str:
    """A name to begin with: the list and what it is narrowed by."""
    chosen = " ".join(str(chip.label) for chip in asked.chips)
    return f"{asked.label} {chosen}".strip()[:60]


@require_http_methods(["GET", "POST"])
@idempotent
def saved_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or mail at other times."""
    search = _own(request, pk)
    form = SearchForm(request.POST or None, initial={"name": search.name, "mail": search.mail})
    if request.method == "POST" and form.is_valid():
        saving.change_search(search, **form.cleaned_data)
        messages.success(request, _("It is saved."))
        return redirect("portal:saved_list")
    context = {"form": form, "search": search, "asked": saving.asked_by(search)}
    return render(request, "portal/saved_edit.html", context)


@require_POST
@idempotent
def saved_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved search."""
    search = _own(request, pk)
    name = search.name
    search.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": name})
    return redirect("portal:saved_list")


@require_safe
def saved_open(request: HttpRequest, pk: int) -> HttpResponse:
    """The results; what is there now is not new any more."""
    search = _own(request, pk)
    saving.note_look(search)
    return redirect(saving.asked_by(search).url)


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.of(request.user).select_related("user"), pk=pk)


# Mail programs press this button for their reader (RFC 8058): without a login, a cookie or a token
# of ours. The signed link is the proof, and it can do nothing but stop these mails.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def saved_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; only the button acts, so a mail scanner may follow the link."""
    user = saving.person_of(token)
    if user is None:
        raise Http404
    is_stopped = request.method == "POST"
    if is_stopped:
        saving.stop_mails(user)
    response = render(request, "portal/saved_stop.html", {"is_stopped": is_stopped})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_not_required
@require_safe
@feed_limit
def search_feed(request: HttpRequest, place: str) -> HttpResponse:
    """What a list or search finds, for a feed reader."""
    if place not in KEYS:
        raise Http404
    return feeds.answer(request, place)
