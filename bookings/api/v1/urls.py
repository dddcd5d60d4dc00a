"""Addresses of the API of sales."""

urlpatterns: list = []
