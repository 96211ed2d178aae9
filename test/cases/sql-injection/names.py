import sqlite3

from sqlalchemy.ext.compiler import compiles


class Archive:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def add(self, account, columns):
        sql = "INSERT INTO logs (account, {columns}) VALUES (?, {values})".format(
            columns=", ".join(columns.keys()), values=", ".join("?" * len(columns))
        )
        self.connection.execute(sql, (account, *columns.values()))  #! medium

    def change(self, name, value, at, jid):
        sql = f"UPDATE contact SET {name} = ?, {name}_at = ? WHERE jid = ?"
        self.connection.execute(sql, (value, at, jid))  #! medium

    def find(self, name):
        sql = f"SELECT * FROM contact WHERE jid = '{name}'"
        return self.connection.execute(sql)  #! high

    def put(self, account, columns, values):
        sql = "INSERT INTO logs (account, {columns}) VALUES (?, {rows})".format(
            columns=columns, rows=values
        )
        self.connection.execute(sql, (account,))  #! high


class DeleteFromSelect:
    pass


@compiles(DeleteFromSelect)
def visit_delete_from_select(element, compiler, **options):
    return "DELETE FROM %s WHERE %s in (SELECT t.%s FROM (%s) as t)" % (
        compiler.process(element.table, asfrom=True),
        compiler.process(element.column),
        element.column.name,
        compiler.process(element.select),
    )


def deletion(table, column, ids):
    return "DELETE FROM %s WHERE %s in (%s)" % (table, column, ids)  #! medium


class Status:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def by_href(self, href, side):
        return self.connection.execute(
            "SELECT ident, hash_{side} AS hash FROM status WHERE href_{side}=?".format(side=side),  #! medium
            (href,),
        )

    def by_name(self, name, side):
        return self.connection.execute(
            "SELECT ident, hash_{side} FROM status WHERE href_{side}='{name}'".format(side=side, name=name),  #! high
        )
