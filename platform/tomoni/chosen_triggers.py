"""For migrations: the triggers that write what a row has chosen (`tomoni.chosen`).

What stands here has been run by migrations; for another way of keeping, write another function.
"""

from collections.abc import Iterable, Mapping

from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

# Written anew whenever the row is written, whatever is given for it; UNION gives each once.
_KEEP = """
CREATE FUNCTION {table}_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := ARRAY(
        SELECT 'block=' || NEW.id / 1024{parts}
    );
    RETURN NEW;
END $$;
CREATE TRIGGER chosen BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_chosen();
"""
_PART = """
        UNION SELECT '{name}=' || key FROM ({keys}) AS found (key) WHERE key IS NOT NULL"""
_DO_NOT_KEEP = """
DROP TRIGGER chosen ON {table};
DROP FUNCTION {table}_chosen();
"""
# A pair that is turned may leave one row for another: both are written. What hangs on a row may be
# changed in what does not matter here, too: then the row is neither written nor locked.
_WATCH_PAIRS = """
CREATE FUNCTION {pairs}_to_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE {table} SET chosen = '{{}}' WHERE id IN (SELECT {column} FROM come);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE {table} SET chosen = '{{}}' WHERE id IN (SELECT {column} FROM gone);
    ELSE
        UPDATE {table} SET chosen = '{{}}' WHERE id IN (
            SELECT {column} FROM (
                (SELECT {column}, {keys} FROM come EXCEPT SELECT {column}, {keys} FROM gone)
                UNION ALL
                (SELECT {column}, {keys} FROM gone EXCEPT SELECT {column}, {keys} FROM come)
            ) AS turned
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER chosen_more AFTER INSERT ON {pairs} REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION {pairs}_to_chosen();
CREATE TRIGGER chosen_else AFTER UPDATE ON {pairs}
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION {pairs}_to_chosen();
CREATE TRIGGER chosen_less AFTER DELETE ON {pairs} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {pairs}_to_chosen();
"""
_DO_NOT_WATCH_PAIRS = """
DROP TRIGGER chosen_more ON {pairs};
DROP TRIGGER chosen_else ON {pairs};
DROP TRIGGER chosen_less ON {pairs};
DROP FUNCTION {pairs}_to_chosen();
"""
_WATCH_OWNER = """
CREATE FUNCTION {table}_chosen_by_{owner}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {table} SET chosen = '{{}}' WHERE {rows};
    RETURN NULL;
END $$;
CREATE TRIGGER chosen_for_{table} AFTER UPDATE OF {columns} ON {owner} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {table}_chosen_by_{owner}();
"""
_DO_NOT_WATCH_OWNER = """
DROP TRIGGER chosen_for_{table} ON {owner};
DROP FUNCTION {table}_chosen_by_{owner}();
"""

# Fires after the trigger "chosen", as its name comes after it.
_KEEP_DAYS = """
CREATE FUNCTION {table}_chosen_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := NEW.chosen || ARRAY(
        SELECT label FROM (VALUES
            {days}
        ) AS days (label) WHERE label IS NOT NULL
    );
    RETURN NEW;
END $$;
CREATE TRIGGER chosen_days BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_chosen_days();
"""
_DAY = "('day {column}=' || floor(extract(epoch FROM NEW.{column}) / 86400)::int)"
_DO_NOT_KEEP_DAYS = """
DROP TRIGGER chosen_days ON {table};
DROP FUNCTION {table}_chosen_days();
UPDATE {table} SET chosen = '{{}}';
"""

Pairs = tuple[str, str, str]
Owner = tuple[str, tuple[str, ...], str]


def keep_chosen(
    table: str,
    parts: Mapping[str, str],
    pairs: Iterable[Pairs] = (),
    owners: Iterable[Owner] = (),
) -> list[Operation]:
    """Have the column `chosen` of the table written, also of the rows that are there already.

    `parts` are {name: statement that gives the keys of the row NEW}, `pairs` (table, its column
    that points to the row, its columns with the keys) of what hangs on a row, `owners` (table, its
    columns that matter, condition for the rows to write where its row NEW has changed).
    """
    lines = "".join(_PART.format(name=name, keys=keys) for name, keys in parts.items())
    keep, drop = [_KEEP.format(table=table, parts=lines)], [_DO_NOT_KEEP.format(table=table)]
    for name, column, keys in pairs:
        keep.append(_WATCH_PAIRS.format(table=table, pairs=name, column=column, keys=keys))
        drop.append(_DO_NOT_WATCH_PAIRS.format(table=table, pairs=name))
    for name, columns, rows in owners:
        watched = {
            "columns": ", ".join(columns),
            "old": ", ".join(f"OLD.{column}" for column in columns),
            "new": ", ".join(f"NEW.{column}" for column in columns),
        }
        keep.append(_WATCH_OWNER.format(table=table, owner=name, rows=rows, **watched))
        drop.append(_DO_NOT_WATCH_OWNER.format(table=table, owner=name))
    write = f"UPDATE {table} SET chosen = '{{}}'"  # noqa: S608
    return [
        # Very many rows take longer than a page may.
        RunSQL("SET LOCAL statement_timeout = 0", RunSQL.noop),
        RunSQL("".join(keep), "".join(drop)),
        RunSQL(write, RunSQL.noop),
    ]


def keep_days(table: str, *columns: str) -> list[Operation]:
    """Have the days of these columns kept in `chosen` too, after what `keep_chosen` writes."""
    days = ",\n            ".join(_DAY.format(column=column) for column in columns)
    keep, drop = _KEEP_DAYS.format(table=table, days=days), _DO_NOT_KEEP_DAYS.format(table=table)
    return [
        RunSQL("SET LOCAL statement_timeout = 0", "SET LOCAL statement_timeout = 0"),
        RunSQL(keep, drop),
        RunSQL(f"UPDATE {table} SET chosen = '{{}}'", RunSQL.noop),  # noqa: S608
    ]


def keys_of_pairs(pairs: str, column: str, key: str) -> str:
    """For `parts`: the keys in a table of pairs whose column points to the row."""
    return f"SELECT {key} FROM {pairs} WHERE {column} = NEW.id"  # noqa: S608
