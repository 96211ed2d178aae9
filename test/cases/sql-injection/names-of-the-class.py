class Users:
    table = "users"
    columns = ["id", "name"]
    open_columns = ["id"]

    def __init__(self, connection, extra):
        self.connection = connection
        self.open_columns = extra

    def get(self, user_id):
        names = ", ".join(self.columns)
        return self.connection.execute(
            f"SELECT {names} FROM {self.table} WHERE id = ?", (user_id,)
        )

    def insert(self, **values):
        names = [column for column in self.columns if column in values]
        marks = ", ".join("?" * len(names))
        sql = "INSERT INTO users (%s) VALUES (%s)" % (", ".join(names), marks)
        self.connection.execute(sql, [values[name] for name in names])

    def find(self, name):
        return self.connection.execute(
            f"SELECT {self.open_columns[0]} FROM users WHERE name = '{name}'"  #!
        )

    def both(self, name):
        return self.connection.execute("SELECT * FROM users WHERE x = '%s'" % name)  #!
