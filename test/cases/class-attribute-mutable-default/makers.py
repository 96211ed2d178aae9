class Rules:
    known = {}  #! medium

    def __init__(self, program):
        self.program = program

    def note(self, name):
        self.known[name] = name


class Program:
    def __init__(self):
        self.rules = Rules(self)


class PlugIn:
    tried = {}  #! medium

    def attack(self, target):
        self.tried[target] = target


class Channel:
    sent = []  #! high

    def send(self, data):
        self.sent.append(data)


class Server:
    channel_class = Channel


class Basket:
    lines = []  #! high

    def __init__(self, customer):
        self.customer = customer

    def add(self, line):
        self.lines.append(line)


def answer(request):
    return Basket(request.user).lines


def main():
    Program()
