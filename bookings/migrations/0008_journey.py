from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0007_exchange")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="journey",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True, verbose_name="journey with changes"),
        ),
    ]
