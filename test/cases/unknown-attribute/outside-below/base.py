class DeviceBase:
    def __init__(self, handle):
        self.handle = handle

    def ping(self):
        return self.handle.ping()


class ReaderBase:
    def __init__(self, handle):
        self.handle = handle

    def ping(self):
        return self.handle.ping()


class FileReader(ReaderBase):
    def read(self):
        return self.handle.read()
