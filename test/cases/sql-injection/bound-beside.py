def save(cursor, table, columns, values):
    marks = ", ".join("?" * len(columns))
    cursor.execute(  # the names come from the schema
        "INSERT INTO %s (%s) VALUES (%s)" % (table, ", ".join(columns), marks), values  #! medium
    )
    changes = ", ".join("%s = ?" % name for name in columns)
    cursor.execute("UPDATE %s SET %s WHERE id = ?" % (table, changes), values)  #! medium


def find(cursor, name, number):
    cursor.execute("SELECT id FROM users WHERE name = '%s' AND number > ?" % name, (number,))  #! high
