class Client:
    """Talks to one server."""

    timeout = 3

    def __init__(self, url):
        self.url = url
        self.answers = []

    def ask(self, path):
        answer = f"{self.url}/{path}"
        self.answers.append(answer)
        return answer

    def __len__(self):
        return len(self.answers)


class Retrying(Client):
    def ask_twice(self, path):
        return self.ask(path) or self.ask(path)
