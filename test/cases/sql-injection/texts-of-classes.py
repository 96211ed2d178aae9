class Users:
    BY_NAME = "select * from users where name = '{0}'"
    BY_ID = 'select * from users where id = %s'

    def named(self, cursor, name):
        cursor.execute(self.BY_NAME.format(name)) #!
        cursor.execute(Users.BY_NAME.format(name)) #!

    def numbered(self, cursor, number):
        cursor.execute(self.BY_ID, [number])
