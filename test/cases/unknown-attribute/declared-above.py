from typing import Optional


class Line:
    def refresh(self):
        pass


class Help(Line):
    def say(self):
        pass


class Command(Line):
    def enter(self):
        pass


class Tab:
    line: Optional[Line]

    def __init__(self):
        self.line = None


class ListTab(Tab):
    def __init__(self):
        super().__init__()
        self.help = Help()
        self.line = self.help

    def slash(self):
        self.line = Command()

    def run(self):
        self.line.enter()
        self.help.enter()  #!
