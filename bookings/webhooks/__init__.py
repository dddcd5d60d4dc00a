"""Telling partners what happens: events without personal data, signed as Standard Webhooks says."""
