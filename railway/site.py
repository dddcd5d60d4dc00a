"""What every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = "Перегон"


def frame(request: HttpRequest) -> dict[str, object]:
    """This function gives templates the site's name and whether this is a local run with a mailbox page."""
    return {"site_name": SITE_NAME, "site_url": settings.SITE_URL, "local_run": settings.LOCAL}
