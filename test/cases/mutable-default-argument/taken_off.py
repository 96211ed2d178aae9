class Process:
    def __init__(self, target=None, options={}):  #! low
        name = options.pop("name", "unknown")
        options.clear()
        self.run(target, name)

    def note(self, name, known={}):  #! high
        known.pop(name, None)
        known[name] = self
