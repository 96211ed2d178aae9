import threading

from sqlalchemy import text

lock = threading.Lock()
READ = "SELECT n FROM stock WHERE sku = %s"


def take(connection, sku, n):
    have = connection.execute("select n from stock where sku = ?", (sku,)).fetchone()[0]
    if have >= n:
        connection.execute("update stock set n = ? where sku = ?", (have - n, sku))  #!
        connection.commit()


def take_by_cursor(connection, sku, n):
    cursor = connection.cursor()
    cursor.execute(READ, (sku,))
    connection.execute("update stock set n = n - %s where sku = %s", (n, sku))


def take_fetched(connection, sku, n):
    cursor = connection.cursor()
    cursor.execute(READ, (sku,))
    (have,) = cursor.fetchone()
    cursor.execute("update stock set n = %s where sku = %s", (have - n, sku))  #!
    connection.commit()


def take_of_another(connection, sku, n):
    cursor = connection.cursor()
    cursor.execute(READ, (sku,))
    cursor.execute("select n from prices where sku = %s", (sku,))
    (have,) = cursor.fetchone()
    cursor.execute("update stock set n = %s where sku = %s", (have - n, sku))


def take_by_name(session, sku, n):
    row = session.execute(text("SELECT * FROM stock WHERE sku = :sku"), {"sku": sku}).one()
    left = row.n - n
    session.execute(  #!
        text("UPDATE stock SET changed = :now, n = :left WHERE sku = :sku"),
        {"left": left, "sku": sku, "now": 1},
    )


async def take_by_number(connection, sku, n):
    have = await connection.fetchval("SELECT n FROM stock WHERE sku = $1", sku)
    await connection.execute("UPDATE stock SET n = $1 WHERE sku = $2", have - n, sku)  #!


def take_locked(connection, sku, n):
    have = connection.execute("select n from stock where sku = ? for update", (sku,)).fetchone()[0]
    connection.execute("update stock set n = ? where sku = ?", (have - n, sku))


def take_by_database(connection, sku, n):
    connection.execute("select n from stock where sku = ?", (sku,)).fetchone()
    connection.execute("update stock set n = n - ? where sku = ? and n >= ?", (n, sku, n))


def take_unless_changed(connection, sku, n):
    have = connection.execute("select n from stock where sku = ?", (sku,)).fetchone()[0]
    connection.execute("update stock set n = ? where sku = ? and n = ?", (have - n, sku, have))


def take_immediate(connection, sku, n):
    connection.execute("BEGIN IMMEDIATE")
    have = connection.execute("select n from stock where sku = ?", (sku,)).fetchone()[0]
    connection.execute("update stock set n = ? where sku = ?", (have - n, sku))


def set_from_other(connection, sku, n):
    price = connection.execute("select price from prices where sku = ?", (sku,)).fetchone()[0]
    connection.execute("update stock set value = ? where sku = ?", (price * n, sku))


def copy(connection, sku, other):
    have = connection.execute("select n from stock where sku = ?", (sku,)).fetchone()[0]
    connection.execute("update stock set n = ? where sku = ?", (have, other))
