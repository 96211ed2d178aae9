from pdb import Pdb
from pdb import set_trace  #!


class RemoteDebugger(Pdb):
    def do_quit(self, line):
        self.session.close()
        return super().do_quit(line)
