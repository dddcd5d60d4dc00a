"""Where each address leads."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from railway import health
from railway.lib import languages
from timetables.web.feed import feed


def _when_there(route, module):
    try:
        return [path(route, include(module))]
    except ImportError:
        return []


urlpatterns: list[URLPattern | URLResolver] = [
    path("", languages.choose),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("gtfs/feed.zip", feed, name="gtfs_feed"),
    path("api/", include("railway.api.urls")),
    path("admin/language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    *_when_there("", "bookings.web.bank_callback_urls"),
]
if settings.LOCAL:
    urlpatterns += _when_there("mailbox/", "bookings.web.mailbox_urls")
urlpatterns += i18n_patterns(
    *_when_there("", "bookings.web.bank_urls"),
    path("", include("timetables.web.urls")),
    path("", include("bookings.web.urls")),
    prefix_default_language=True,
)

handler500 = "railway.errors.server_error"
