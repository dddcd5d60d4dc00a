"""Where each address leads."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from railway import health, offline, robots
from railway.lib import languages
from timetables.web import feed

urlpatterns: list[URLPattern | URLResolver] = [
    path("", languages.choose),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("robots.txt", robots.robots, name="robots"),
    path("sw.js", offline.worker, name="service_worker"),
    path("gtfs/feed.zip", feed.feed, name="gtfs_feed"),
    path("gtfs/trip-updates.pb", feed.trip_updates, name="gtfs_trip_updates"),
    path("gtfs/vehicle-positions.pb", feed.vehicle_positions, name="gtfs_vehicle_positions"),
    path("gtfs/alerts.pb", feed.alerts, name="gtfs_alerts"),
    path("api/", include("railway.api.urls")),
    path("admin/language/", set_language, name="set_language"),
    path("admin/desk/", include("bookings.desk.urls")),
    path("admin/", admin.site.urls),
    path("", include("bookings.web.bank_callback_urls")),
]
if settings.LOCAL:
    urlpatterns.append(path("mailbox/", include("bookings.web.mailbox_urls")))
urlpatterns += i18n_patterns(
    path("", include("bookings.web.bank_urls")),
    path("account/", include("railway.accounts.urls")),
    path("", include("timetables.web.urls")),
    path("", include("bookings.web.urls")),
    prefix_default_language=True,
)

handler400 = "railway.errors.bad_request"
handler429 = "railway.accounts.too_often.too_often"  # the sign-in library asks for it
handler500 = "railway.errors.server_error"
