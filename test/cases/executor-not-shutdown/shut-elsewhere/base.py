class Closing:
    def close(self):
        self.workers.shutdown(wait=True)
