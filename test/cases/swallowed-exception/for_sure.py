class Sender:
    def keep(self, rows):
        self.store.save(rows)

    def show(self, rows):
        self.label = len(rows)

    def run(self, rows, source):
        try:
            self.keep(rows)
        except Exception:  #! high
            pass
        try:
            self.show(rows)
        except Exception:  #! medium
            pass
        try:
            source.adjust(rows)
        except Exception:  #! medium
            pass
        try:
            while source.is_open:
                source.step()
        except Exception:  #! high
            pass

    def close(self):
        try:
            self.store.send(b"bye")
        except Exception:  #! medium
            pass

    def asked(self, line):
        try:
            found = self.shell.run(line)
            return found.lines
        except Exception:  #! medium
            pass

    def keep_once(self, rows):
        try:
            self.store.save(rows)
        except Exception:  #! medium
            "Another process has made the folder."
