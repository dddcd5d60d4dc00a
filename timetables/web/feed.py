"""The timetable as a GTFS file, for other programs."""

import io

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from timetables.gtfs import write_feed


@require_safe
@cache_control(public=True, max_age=600)
def feed(request: HttpRequest) -> HttpResponse:
    """This function gives the published timetable as a GTFS zip with our extension columns."""
    content = io.BytesIO()
    write_feed(content)
    answer = HttpResponse(content.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="feed.zip"'
    return answer
