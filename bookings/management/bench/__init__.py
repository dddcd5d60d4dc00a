"""The measurements behind `manage.py bench`: everything as a ratio to a limit measured in the same round."""
