"""The proofs behind `manage.py prove`: real processes and connections under load, and what must still be true after."""
