import psycopg2

connection = psycopg2.connect("dbname=parking")


def rows(sql, args=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def row(sql, args=()):
    found = rows(sql, args)
    return found[0] if found else None


def update(table, row_id, fields):
    sets = ", ".join(f"{name} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*fields.values(), row_id])
