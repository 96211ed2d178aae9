from app.repository import UserRepository, run


class UserService:
    def __init__(self, repository: UserRepository):
        self.repository = repository

    def look_up(self, name):
        return self.repository.find(name.strip())

    def look_up_id(self, user_id):
        return self.repository.by_id(user_id)

    def listing(self, column):
        return self.repository.ordered(column)

    def report(self, statement):
        return run(statement, self.repository.connection)
