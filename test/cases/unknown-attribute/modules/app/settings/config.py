class Configuration:
    def __init__(self):
        self.switchboards = {}
