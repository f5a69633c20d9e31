"""The addresses of the demo, which runs under DEBUG: its mails are read in the browser."""

from django.urls import include, path

from tomoni import urls
from tomoni.portal import urls as portal
from tomoni.portal.views import mails

MAILS = [
    path("dev/mail/", mails.dev_mail_list, name="dev_mail_list"),
    path("dev/mail/<str:name>/", mails.dev_mail_detail, name="dev_mail_detail"),
]
urlpatterns = [
    path("", include(([*portal.urlpatterns, *MAILS], portal.app_name))),
    *urls.urlpatterns,
]
