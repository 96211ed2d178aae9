class Pool:
    def entries(self):
        from .. import Reader  #!

        return Reader()
