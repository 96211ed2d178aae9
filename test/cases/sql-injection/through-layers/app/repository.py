class UserRepository:
    def __init__(self, connection):
        self.connection = connection

    def find(self, name):
        return self.connection.execute("SELECT * FROM users WHERE name = '%s'" % name)  #!

    def by_id(self, user_id):
        return self.connection.execute("SELECT * FROM users WHERE id = %s", (user_id,))

    def ordered(self, column):
        if column not in {"name", "created"}:
            raise ValueError(column)
        return self.connection.execute(f"SELECT * FROM users ORDER BY {column}")


def run(statement, connection):
    cursor = connection.cursor()
    cursor.execute(statement)  #!
    return cursor.fetchall()
