"""Settings of the test suite: the product's own, with what a test needs to be quick and quiet."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-test-suite-" + "0" * 40)
os.environ.setdefault("DEBUG", "false")

from tomoni import translations
from tomoni.settings import *  # noqa: F403

# A fresh checkout has no compiled translations; Django reads them as soon as the apps are loaded.
translations.compile_all()

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 – a server thread must not keep one
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING["root"]["level"] = "CRITICAL"  # noqa: F405
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STAFF_MFA_REQUIRED = False  # its tests turn it on
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
