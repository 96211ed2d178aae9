from PySide6 import QtCore


class Window(QtCore.QObject):
    args = []  #! medium

    def run(self, args):
        self.args.extend(args)


class Row(QtCore.QObject):
    cells = []  #! high

    def fill(self, cells):
        self.cells.extend(cells)


def table(rows):
    return [Row() for one in rows]


def main(args):
    window = Window()
    window.run(args)
