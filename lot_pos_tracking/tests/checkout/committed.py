"""Tests that need several transactions at once: what they commit is deleted afterwards."""

from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


class Committed:
    """A stretch of committed work in a database of tests.

    Remembers the highest id of every table and deletes, table by table, what is above it: the
    order does not matter, because a table that others still point to is tried again later.
    """

    def __init__(self, registry):
        self.registry = registry

    @contextmanager
    def env(self, uid=SUPERUSER_ID):
        """An environment whose work is committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def __enter__(self):
        with self.env() as env:
            env.cr.execute(
                "SELECT c.table_name FROM information_schema.columns AS c "
                "JOIN information_schema.tables AS t USING (table_schema, table_name) "
                "WHERE c.column_name = 'id' AND t.table_type = 'BASE TABLE' "
                "AND c.table_schema = current_schema() AND c.data_type = 'integer'"
            )
            tables = [name for (name,) in env.cr.fetchall()]
            self.highest = {
                table: env.execute_query(
                    SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
                )[0][0]
                for table in tables
            }
        return self

    def __exit__(self, *exc):
        left = dict(self.highest)
        while left:
            blocked = {}
            with self.env() as env:
                for table, highest in left.items():
                    if not self._delete(env, table, highest):
                        blocked[table] = highest
            if len(blocked) == len(left):
                raise AssertionError(f"could not delete from {sorted(blocked)}")
            left = blocked
        self.registry.clear_all_caches()

    def _delete(self, env, table, highest):
        try:
            with env.cr.savepoint(flush=False):
                query = SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), highest)
                env.cr.execute(query, log_exceptions=False)
        except psycopg2.errors.ForeignKeyViolation:
            return False
        return True
