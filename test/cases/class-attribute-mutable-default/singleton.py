class Config:
    _instance = None
    parsed = []  #! low

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def read(self, path):
        self.parsed.append(path)
