def bind(cls, name):
    setattr(cls, name, lambda self: name)


class Accessor:
    names = ()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in cls.names:
            bind(cls, name)


class Words(Accessor):
    names = ("upper",)

    def loud(self):
        return self.upper()
