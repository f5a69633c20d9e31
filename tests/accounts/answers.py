"""What somebody types into the sign-up form."""

ANSWERS = {
    "name": "見本 花子",
    "email": "hanako@example.jp",
    "password1": "ともに-tomoni-2026",
    "consent": "on",
}
