import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0009_proofs")]

    operations = [
        migrations.AlterModelOptions(
            name="benefit",
            options={"ordering": ["country", "code", "valid_from"], "verbose_name": "benefit", "verbose_name_plural": "benefits"},
        ),
        migrations.RemoveConstraint(model_name="tariff", name="tariff_once"),
        migrations.AddField(model_name="benefit", name="companions_each", field=models.PositiveSmallIntegerField(default=1, verbose_name="companions for each one accompanied")),
        migrations.AddField(model_name="benefit", name="free_trips", field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="trips in the period")),
        migrations.AddField(model_name="benefit", name="payer_budget", field=models.CharField(blank=True, choices=[("union_state", "budget of the Union State"), ("by_republic", "republican budget of Belarus"), ("by_local", "local budget in Belarus"), ("ru_federal", "federal budget of Russia"), ("ru_region", "budget of a Russian region"), ("carrier", "nobody: the carrier bears it")], max_length=12, verbose_name="who makes it good")),
        migrations.AddField(model_name="benefit", name="proof_check", field=models.CharField(choices=[("shown", "shown on the train"), ("desk", "shown once at a ticket desk"), ("registry", "asked of a registry"), ("age", "by the birth date alone")], default="shown", max_length=8, verbose_name="how it is checked")),
        migrations.AddField(model_name="benefit", name="seat_modes", field=models.JSONField(blank=True, default=list, help_text='A list of "numbered", "quota", "open"; empty: on all.', verbose_name="only on trains sold so")),
        migrations.AddField(model_name="benefit", name="trips_per_day", field=models.PositiveSmallIntegerField(blank=True, help_text="1: once a day. Empty: no limit.", null=True, verbose_name="trips a day")),
        migrations.AddField(model_name="benefit", name="trips_period", field=models.CharField(choices=[("month", "calendar month"), ("year", "calendar year")], default="year", max_length=5, verbose_name="period of the trips")),
        migrations.AlterField(model_name="benefit", name="code", field=models.CharField(max_length=40, verbose_name="code")),
        migrations.AddField(model_name="historicalbenefit", name="companions_each", field=models.PositiveSmallIntegerField(default=1, verbose_name="companions for each one accompanied")),
        migrations.AddField(model_name="historicalbenefit", name="free_trips", field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="trips in the period")),
        migrations.AddField(model_name="historicalbenefit", name="payer_budget", field=models.CharField(blank=True, choices=[("union_state", "budget of the Union State"), ("by_republic", "republican budget of Belarus"), ("by_local", "local budget in Belarus"), ("ru_federal", "federal budget of Russia"), ("ru_region", "budget of a Russian region"), ("carrier", "nobody: the carrier bears it")], max_length=12, verbose_name="who makes it good")),
        migrations.AddField(model_name="historicalbenefit", name="proof_check", field=models.CharField(choices=[("shown", "shown on the train"), ("desk", "shown once at a ticket desk"), ("registry", "asked of a registry"), ("age", "by the birth date alone")], default="shown", max_length=8, verbose_name="how it is checked")),
        migrations.AddField(model_name="historicalbenefit", name="seat_modes", field=models.JSONField(blank=True, default=list, help_text='A list of "numbered", "quota", "open"; empty: on all.', verbose_name="only on trains sold so")),
        migrations.AddField(model_name="historicalbenefit", name="trips_per_day", field=models.PositiveSmallIntegerField(blank=True, help_text="1: once a day. Empty: no limit.", null=True, verbose_name="trips a day")),
        migrations.AddField(model_name="historicalbenefit", name="trips_period", field=models.CharField(choices=[("month", "calendar month"), ("year", "calendar year")], default="year", max_length=5, verbose_name="period of the trips")),
        migrations.AlterField(model_name="historicalbenefit", name="code", field=models.CharField(max_length=40, verbose_name="code")),
        migrations.AddField(model_name="tariff", name="form", field=models.CharField(choices=[("distance", "first zone, then by kilometre"), ("zones", "table by zone"), ("pairs", "table by pair of stations")], default="distance", max_length=8, verbose_name="form")),
        migrations.AddField(model_name="tariff", name="is_draft", field=models.BooleanField(default=False, verbose_name="draft")),
        migrations.AddField(model_name="tariff", name="table", field=models.JSONField(blank=True, default=list, verbose_name="table")),
        migrations.AlterField(model_name="tariff", name="country", field=models.CharField(blank=True, choices=[("BY", "Belarus"), ("RU", "Russia")], help_text="Empty: a through fare over the border.", max_length=2, verbose_name="country")),
        migrations.AddField(model_name="historicaltariff", name="form", field=models.CharField(choices=[("distance", "first zone, then by kilometre"), ("zones", "table by zone"), ("pairs", "table by pair of stations")], default="distance", max_length=8, verbose_name="form")),
        migrations.AddField(model_name="historicaltariff", name="is_draft", field=models.BooleanField(default=False, verbose_name="draft")),
        migrations.AddField(model_name="historicaltariff", name="table", field=models.JSONField(blank=True, default=list, verbose_name="table")),
        migrations.AlterField(model_name="historicaltariff", name="country", field=models.CharField(blank=True, choices=[("BY", "Belarus"), ("RU", "Russia")], help_text="Empty: a through fare over the border.", max_length=2, verbose_name="country")),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="benefit_versions_apart",
                expressions=[("code", "="), (models.Func("valid_from", "valid_until", function="daterange", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&")],
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                name="benefit_trips",
                condition=models.Q(
                    models.Q(("trips_per_day", None), ("trips_per_day__gte", 1), _connector="OR"),
                    models.Q(("free_trips", None), ("free_trips__gte", 1), _connector="OR"),
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="tariff_versions_apart",
                expressions=[("country", "="), (models.Func("valid_from", "valid_until", function="daterange", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&")],
                condition=models.Q(("is_draft", False)),
            ),
        ),
        migrations.CreateModel(
            name="BenefitUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("benefit_code", models.CharField(max_length=40, verbose_name="benefit")),
                ("person", models.CharField(max_length=64, verbose_name="person, as a keyed hash")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("slot", models.PositiveSmallIntegerField(verbose_name="which of the trips")),
                ("passenger", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="benefit_uses", to="bookings.passenger", verbose_name="passenger")),
            ],
            options={
                "verbose_name": "used trip of a benefit",
                "verbose_name_plural": "used trips of benefits",
                "constraints": [
                    models.UniqueConstraint(fields=("benefit_code", "person", "period", "slot"), name="benefit_use_once"),
                    models.UniqueConstraint(fields=("passenger", "period"), name="benefit_use_of_passenger"),
                ],
            },
        ),
    ]
