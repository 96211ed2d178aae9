class Protocol:
    def __init__(self, logger):
        self.logger = logger
        self._log = logger

    def send(self, key, value):
        self.logger.debug("> %s: %s", key) #!
        self._log.warning("no %s", key, value) #!
        self.logger.debug("> %s: %s", key, value)
        self.logger.info("sent", key, value)
        self.logger.info("> {}: {}", key)


def read(log, path):
    log.info("read %s of %d", path) #!
    log.info("100% of it", path)
    log.info("read %s")
