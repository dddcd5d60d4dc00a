"""Trains as an edition plans them, worked on as plain values: what differs, what is wrong, what two people meant.

Pure: knows neither Django nor the database.
"""
