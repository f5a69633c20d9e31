"""The people of the demo world, and the five who can log in."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from tomoni.accounts.models import User

PASSWORD = "tomoni-demo-2026"  # noqa: S105 – printed for everybody who starts the demo


@dataclass(frozen=True)
class Login:
    """Who can log in, and where the work begins."""

    role: str
    email: str
    name: str
    page: str


LOGINS = [
    Login("partner (owner)", "partner@example.jp", "緑坂 茶々", "/my/"),
    Login("city editor", "editor@example.jp", "見本 すすむ", "/desk/"),
    Login("city manager", "manager@example.jp", "手本 まとめ", "/desk/"),
    Login("intermediary", "intermediary@example.jp", "吉備野 むすび", "/my/"),
    Login("operator", "operator@example.jp", "運用 まもる", "/admin/"),
]
_WITH_LOGIN = {login.email for login in LOGINS}


@dataclass
class People:
    """Makes each person once. The password is hashed once too: that is made to be slow."""

    hashed: str = field(default_factory=lambda: make_password(PASSWORD))
    known: dict[str, User] = field(default_factory=dict)

    def person(self, email: str, name: str, **fields: bool) -> User:
        """The person with this address; without a usable password unless it is a login."""
        if email not in self.known:
            password = self.hashed if email in _WITH_LOGIN else make_password(None)
            user = User.objects.create(email=email, name=name, password=password, **fields)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            self.known[email] = user
        return self.known[email]


def is_loaded() -> bool:
    """The demo world stands already."""
    return User.objects.filter(email=LOGINS[-1].email).exists()


def table() -> str:
    """The logins for a terminal."""
    rows = [("who", "e-mail address", "begin at"), *((o.role, o.email, o.page) for o in LOGINS)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:], "", f"password of all: {PASSWORD}"])
