class FileTokenManager:
    def __init__(self, filename):
        self._filename = filename

    def store(self, authorizer):
        with open(self._filename, "w") as file:
            file.write(authorizer.refresh_token)  #! medium


class Report:
    def __init__(self, filename):
        self._filename = filename

    def store(self, authorizer):
        with open(self._filename, "w") as file:
            file.write(authorizer.refresh_token)  #! high
