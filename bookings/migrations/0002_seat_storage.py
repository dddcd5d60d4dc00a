"""Room in each page of the seat table, so that `taken` is updated in place (HOT); measured in the seat trials."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE bookings_tripseat SET (fillfactor = 70)", "ALTER TABLE bookings_tripseat RESET (fillfactor)"
        ),
    ]
