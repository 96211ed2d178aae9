from shop.names import CHOSEN, KINDS, NAMES


class Rows:
    def each(self, key):
        table = NAMES[key]
        with self.database.cursor() as cursor:
            cursor.execute("SELECT handle FROM %s" % table)
            return cursor.fetchall()

    def first(self, at):
        with self.database.cursor() as cursor:
            cursor.execute("SELECT handle FROM %s LIMIT 1" % KINDS[at])
            return cursor.fetchall()

    def other(self, key):
        table = CHOSEN[key]
        with self.database.cursor() as cursor:
            cursor.execute("SELECT handle FROM %s" % table)  #!
            return cursor.fetchall()


def _count(cursor, table):
    cursor.execute("SELECT count(*) FROM %s" % table)
    return cursor.fetchone()[0]


def _size(cursor, name):
    cursor.execute("SELECT size FROM files WHERE name = '%s'" % name)  #!
    return cursor.fetchone()[0]


def totals(cursor, name):
    return _count(cursor, "person") + _count(cursor, table="place") + _size(cursor, name)
