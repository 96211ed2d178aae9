import pdb  #!


class Signals:
    def enter_debugger(self, number, frame):
        pdb.set_trace()  #! low

    def handle(self, number, frame):
        pdb.set_trace()  #! high
