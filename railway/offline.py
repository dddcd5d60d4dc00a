"""The script that keeps tickets and boards for a phone without a network; only from the root may it serve all pages."""

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> FileResponse:
    """This function gives the service worker's script from the site's root."""
    path = finders.find("sw.js")
    if not path:
        raise Http404
    return FileResponse(open(path, "rb"), content_type="text/javascript; charset=utf-8")
