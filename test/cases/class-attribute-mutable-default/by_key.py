class Archive:
    lines = []  #! high
    names = {}  #! medium

    def __init__(self, path):
        self.path = path

    def note(self, line):
        self.lines.append(line)
        self.names[line] = self.path


def read(paths):
    return [Archive(path).lines for path in paths]
