"""The log is append-only in the database too: a trigger refuses to change or delete an entry."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE FUNCTION okt_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER okt_log_append_only BEFORE UPDATE OR DELETE ON results_logentry
FOR EACH ROW EXECUTE FUNCTION okt_log_append_only();
CREATE FUNCTION okt_log_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM results_logentry) THEN
        RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER okt_log_no_truncate BEFORE TRUNCATE ON results_logentry
FOR EACH STATEMENT EXECUTE FUNCTION okt_log_no_truncate();
"""
SQLITE = [
    f"CREATE TRIGGER okt_log_no_{verb.lower()} BEFORE {verb} ON results_logentry "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
# SQLite replaces a row without asking the trigger on DELETE.
SQLITE.append(
    "CREATE TRIGGER okt_log_no_replace BEFORE INSERT ON results_logentry WHEN EXISTS (SELECT 1 FROM results_logentry "
    "WHERE id = NEW.id OR key = NEW.key OR (tournament_id = NEW.tournament_id AND seq = NEW.seq)) "
    "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: the log is append-only'); END"
)


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER okt_log_append_only ON results_logentry", params=None)
        schema_editor.execute("DROP TRIGGER okt_log_no_truncate ON results_logentry", params=None)
        schema_editor.execute("DROP FUNCTION okt_log_append_only()", params=None)
        schema_editor.execute("DROP FUNCTION okt_log_no_truncate()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER okt_log_no_update", params=None)
        schema_editor.execute("DROP TRIGGER okt_log_no_delete", params=None)
        schema_editor.execute("DROP TRIGGER okt_log_no_replace", params=None)


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
