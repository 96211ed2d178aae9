class Compiler:
    def label(self, column):
        name = column.name
        if name is None:
            name = self._fallback_name(column)
        return name

    def looked_up(self, column):
        name = self.names.get(column)
        if name is None:  #!
            name = self._fallback_name(column)
        return name
