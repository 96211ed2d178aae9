import struct


class Headers:
    def interpreter(self):
        for index in range(self.count):
            self.file.seek(self.start + self.size * index)
            try:
                data = struct.unpack('<II', self.file.read(8))
            except struct.error:
                continue
            if data[0] == 3:
                return data[1]
        return None

    def fetched(self, client):
        for attempt in range(self.count):
            self.log.debug('attempt %d', attempt)
            self.wait_before(attempt)
            try:
                return client.fetch('/headers')
            except ConnectionError:
                continue
        return None  #!
