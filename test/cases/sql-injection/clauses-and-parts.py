from sqlalchemy import select, text
from sqlalchemy.sql.expression import literal_column


def clauses(session, users, name, frame):
    session.query(users).filter("name = '%s'" % name)  #!
    session.query(users).having("count(*) > " + name)  #!
    session.query(users).order_by(f"{name} desc")  #!
    select(users).where("name = '{}'".format(name))  #!
    literal_column("lower(" + name + ")")  #!
    session.query(users).filter(users.c.name == name)
    session.query(users).order_by(text("name desc"))
    session.query(users).group_by("name" + "_id")
    session.query(users).order_by(f"{name}")
    frame.filter("name_" + name)


def added(cursor, name):
    sql = "SELECT * FROM users WHERE name = '"
    sql = sql + name
    sql = sql + "'"
    cursor.execute(sql)  #!


def joined(cursor, name, marks):
    parts = ["SELECT * FROM users"]
    parts.append("WHERE name = '" + name + "'")
    cursor.execute(" ".join(parts))  #!
    words = ["SELECT * FROM users", "WHERE name = %s"]
    cursor.execute(" ".join(words), (name,))
