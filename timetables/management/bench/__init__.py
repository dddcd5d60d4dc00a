"""How the search of journeys grows with the timetable: measured for `manage.py bench`."""
