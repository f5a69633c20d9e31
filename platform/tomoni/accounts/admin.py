"""People, for operators."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import Consent, User
from tomoni.accounts.signals import reasons_to_stay


class ConsentInline(admin.TabularInline):
    model = Consent
    extra = 0
    readonly_fields = ["text_version", "given_at"]
    can_delete = False


class UserForm(UserChangeForm):
    """A person; an account is closed by taking away the tick that it is active."""

    def clean_is_active(self) -> bool:
        """Nobody is left waiting for a person who cannot log in any more."""
        is_active: bool = self.cleaned_data["is_active"]
        if self.instance.is_active and not is_active:
            reasons = reasons_to_stay(self.instance)
            if reasons:
                raise ValidationError(reasons)
        return is_active


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    """People by their e-mail address."""

    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_superuser", "last_login"]
    search_fields = ["email", "name"]
    list_filter = ["is_superuser", "is_active"]
    form = UserForm
    add_form = AdminUserCreationForm
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]
    inlines = [ConsentInline]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whom others still need is not deleted; the page says by whom."""
        objects, counts, lacking, protected = super().get_deleted_objects(objs, request)
        reasons = [reason for user in objs for reason in reasons_to_stay(user)]
        return objects, counts, lacking, [*protected, *reasons]
