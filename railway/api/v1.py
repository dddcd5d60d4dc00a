"""Version 1 of the REST API: the apps' addresses joined, the schema and its page."""

from django.urls import include, path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

app_name = "api"


class NoSuchAddress(APIView):
    """Any other address under /api/."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """This method answers 404 as a problem document, whatever the method and the accepted formats."""
        raise exceptions.NotFound


class PlainJson(JSONRenderer):
    """The schema for those who accept any JSON, and the problem document of a failed request for it."""


@method_decorator(cache_control(public=True, max_age=300), name="dispatch")
class Schema(SpectacularAPIView):
    """The published OpenAPI 3.1 document, in JSON, or in YAML where that is accepted."""

    renderer_classes = [OpenApiJsonRenderer, OpenApiJsonRenderer2, PlainJson, OpenApiYamlRenderer]


class Docs(SpectacularSwaggerSplitView):
    """The schema as a page, all of it from this service."""

    url_name = "api:schema"


urlpatterns = [
    path("schema", Schema.as_view(), name="schema"),
    path("docs", Docs.as_view(), name="docs"),
    path("", include("timetables.api.v1.urls")),
    path("", include("bookings.api.v1.urls")),
    re_path(r"", NoSuchAddress.as_view()),
]
