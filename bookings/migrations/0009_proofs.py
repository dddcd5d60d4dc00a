import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0008_journey'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='passenger',
            name='proof_hashes',
            field=models.JSONField(blank=True, default=dict, verbose_name='number of the proof, as keyed hashes'),
        ),
        migrations.AddField(
            model_name='passenger',
            name='proof_kind',
            field=models.CharField(blank=True, max_length=32, verbose_name='proof of the benefit'),
        ),
        migrations.AddField(
            model_name='passenger',
            name='proof_last4',
            field=models.CharField(blank=True, max_length=4, verbose_name='last characters of the proof'),
        ),
        migrations.AlterField(
            model_name='bookingevent',
            name='kind',
            field=models.CharField(choices=[('held', 'Seats kept'), ('seats_changed', 'Seats changed'), ('hold_extended', 'Seats kept longer'), ('price_changed', 'Price changed'), ('payment_started', 'Payment started'), ('payment_declined', 'Payment declined'), ('paid', 'Paid'), ('tickets_issued', 'Tickets issued'), ('hold_ended', 'Seats released'), ('seats_regained', 'The same seats won back'), ('cancelled', 'Cancelled'), ('refund_started', 'Refund started'), ('refunded', 'Refunded'), ('train_changed', 'Train changed'), ('train_cancelled', 'Train cancelled'), ('checked', 'Ticket checked'), ('exchange_started', 'Exchange started'), ('exchanged', 'Exchanged'), ('proof_seen', 'Document of the benefit seen')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('held', 'seats kept'), ('confirmed', 'paid, with tickets'), ('hold_ending', 'hold about to end'), ('hold_ended', 'hold ended'), ('payment_returned', 'late payment returned'), ('refund', 'refund'), ('train_cancelled', 'train cancelled'), ('train_changed', 'train changed'), ('reminder', 'reminder'), ('link', 'link to the booking'), ('exchanged', 'exchanged, with new tickets'), ('proof_ending', 'seen proof about to end')], max_length=16, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='ProofAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registry', models.CharField(max_length=40, verbose_name='registry')),
                ('benefit_code', models.CharField(max_length=40, verbose_name='benefit')),
                ('outcome', models.CharField(choices=[('confirmed', 'the benefit is confirmed'), ('denied', 'the registry knows no such right'), ('unknown', "the registry can't tell"), ('no_answer', "the registry didn't answer")], max_length=9, verbose_name='answer')),
                ('until', models.DateField(blank=True, null=True, verbose_name='counts until, included')),
                ('reference', models.CharField(blank=True, max_length=64, verbose_name="the registry's reference")),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('took_ms', models.PositiveIntegerField(verbose_name='took, ms')),
                ('passenger', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proof_answers', to='bookings.passenger', verbose_name='passenger')),
            ],
            options={
                'verbose_name': 'answer of a registry',
                'verbose_name_plural': 'answers of registries',
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='ProofSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('benefit_code', models.CharField(max_length=40, verbose_name='benefit')),
                ('proof_kind', models.CharField(max_length=32, verbose_name='kind of document')),
                ('last4', models.CharField(blank=True, max_length=4, verbose_name='last characters of the document')),
                ('hash_key', models.CharField(max_length=16, verbose_name='key of the hash')),
                ('holder_hash', models.CharField(max_length=64, verbose_name='holder, as a keyed hash')),
                ('source', models.CharField(choices=[('desk', 'ticket desk'), ('train', 'inspector on the train'), ('registry', 'electronic check')], max_length=8, verbose_name='seen at')),
                ('seen_at', models.DateTimeField(verbose_name='seen on')),
                ('until', models.DateField(verbose_name='counts until, included')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('passenger', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='bookings.passenger', verbose_name='passenger')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'seen proof of a benefit',
                'verbose_name_plural': 'seen proofs of benefits',
                'ordering': ['-seen_at'],
                'indexes': [models.Index(condition=models.Q(('reminded_at', None), ('withdrawn_at', None)), fields=['until'], name='proof_seen_to_remind')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('holder_hash', 'benefit_code', 'until'), name='proof_seen_once')],
            },
        ),
    ]
