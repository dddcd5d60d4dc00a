"""All addresses under /api/, so that even a wrong one answers as the API does."""

from django.urls import include, path, re_path

from railway.api.v1 import NoSuchAddress

urlpatterns = [
    path("v1/", include("railway.api.v1")),
    path("auth/", include("allauth.headless.urls")),
    re_path("", NoSuchAddress.as_view()),
]
