from django.db import migrations


class Migration(migrations.Migration):
    """What the next version might do: a column more in the busiest table, and an index over it."""

    dependencies = [("results", "0003_publication_steps")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE results_logentry ADD COLUMN deployed boolean NULL;"
            "CREATE INDEX results_logentry_deployed ON results_logentry (deployed)",
            "ALTER TABLE results_logentry DROP COLUMN deployed",
        )
    ]
