class Connection:
    def entries(self):
        from .. import Reader

        return Reader()
