class State:
    def add(self, data):
        # the id will be present here
        number = int(data["id"])  # type: ignore
        # adds
        self.users[number] = data  # type: ignore #! medium
        return number
