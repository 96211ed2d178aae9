class RootExecutor:
    def __init__(self, run):
        self.run = run

    def execute(self, command):
        return self.run(command)
