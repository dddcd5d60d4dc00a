from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0023_ancillaries_account'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refund',
            name='reason',
            field=models.CharField(choices=[('passenger', 'returned by the passenger'), ('late_payment', 'paid after the seats were gone'), ('double_payment', 'paid twice'), ('train_cancelled', 'train cancelled'), ('train_changed', 'train changed'), ('price_changed', 'paid at a price that had changed'), ('exchange', 'exchanged for a cheaper trip'), ('exchange_over', 'paid after the tickets could not be exchanged any more')], max_length=16, verbose_name='reason'),
        ),
    ]
