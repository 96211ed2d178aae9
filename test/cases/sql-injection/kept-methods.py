# Methods that are looked up once and called by a name of their own.
from flask import request


def load_many(cursor, names):
    execute = cursor.execute
    for name in names:
        execute("SELECT * FROM parts WHERE name = '" + request.args[name] + "'")  #!


def load_by_key(cursor, keys):
    run = cursor.execute
    arg = request.args.get
    run("SELECT * FROM parts WHERE kind = '%s'" % arg('kind'))  #!
    run('SELECT * FROM parts WHERE kind = %s', (arg('kind'),))


def with_marks(cursor, keys):
    join = ', '.join
    marks = join(['%s'] * len(keys))
    run = cursor.execute
    run(f'SELECT * FROM parts WHERE id IN ({marks})', keys)


def of_another(shelf):
    run = shelf.describe
    run("parts: '%s'" % request.args['kind'])


def chosen(cursor, is_dry):
    run = cursor.execute
    if is_dry:
        run = print
    run("shown: '%s'" % request.args['kind'])
