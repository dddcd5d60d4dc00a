"""Version 1 of the REST API: the apps' addresses joined, the schema and its page."""

from django.urls import include, path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class NoSuchAddress(APIView):
    """Any other address under /api/v1/."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """This method answers 404 as a problem document, whatever the method."""
        raise exceptions.NotFound

    def get(self, request: Request) -> Response:
        """This method is never reached."""
        raise exceptions.NotFound


@method_decorator(cache_control(public=True, max_age=300), name="dispatch")
class Schema(SpectacularAPIView):
    """The published OpenAPI 3.1 document."""


urlpatterns = [
    path("schema", Schema.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("", include("timetables.api.v1.urls")),
    path("", include("bookings.api.v1.urls")),
    re_path(r"", NoSuchAddress.as_view()),
]
