from PySide6 import QtWidgets


class MainWindow(QtWidgets.QMainWindow):
    def fit(self):
        try:
            self.rows.header().setStretchLastSection(False)
            self.rows.adjust(self.rows.sectionSize(0))
        except Exception:  #! medium
            pass

    def keep(self):
        try:
            self.settings.save(self.rows)
        except Exception:  #! high
            pass

    def begin(self, machine):
        try:
            machine.start()
        except Exception:  #! medium
            pass
