"""Tests that need several transactions at once: what they commit is deleted afterwards."""

from contextlib import contextmanager
from functools import partial
from threading import Barrier, Thread

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tools import SQL

PATIENCE = 120  # seconds for the others of a race to be ready


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

    def race(self, *lanes):
        """Run the lanes side by side; the n-th jobs of all lanes start at the same moment.

        Each job runs as Odoo runs a call: in its own transaction, retried where transactions
        conflict.

        :param lanes: lists of ``(user id, function of an environment)``, all of the same length
        :return: for each lane what its jobs answered, or the exceptions they ended with
        """
        start = Barrier(len(lanes))
        results = [[] for _lane in lanes]

        def run(lane, answers):
            for user_id, job in lane:
                start.wait(timeout=PATIENCE)
                try:
                    with self.env(user_id) as env:
                        answers.append(retrying(partial(job, env), env))
                except Exception as error:
                    answers.append(error)

        threads = [Thread(target=run, args=pair) for pair in zip(lanes, results, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

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
