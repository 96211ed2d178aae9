class Locale:
    __first = None

    def __new__(cls, language=None):
        if cls.__first is None:
            cls.__first = super().__new__(cls)
        return cls.__first

    def __init__(self, language=None):
        self.language = language
        self._Locale__start()

    def __start(self):
        self.calendar = "gregorian"

    def parser(self):
        first = self._Locale__first
        return first.calendar

    def sorting(self):
        return self._Locale__collator  #!

    def end(self):
        self._Locale__stop()  #!
