# What an operator gives back for what it does not know.
class Version:
    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplementedError  #!
        return self.key == other.key

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.key < other.key

    def error(self):
        return NotImplementedError
