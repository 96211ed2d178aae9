from redis import UnixDomainSocketConnection

LOCKING_KEY_TEMPLATE = "queues:scheduler-lock:%s"


class Scheduler:
    def __init__(self, names, connection_class, options):
        self.names = names
        self.local = issubclass(connection_class, UnixDomainSocketConnection)
        self._connection = None
        self._connection_class = connection_class
        self._options = options

    @property
    def connection(self):
        if self._connection is None:
            self._connection = self._connection_class(**self._options)
        return self._connection

    @classmethod
    def locking_key(cls, name):
        return LOCKING_KEY_TEMPLATE % name

    @classmethod
    def job_key(cls, name):
        return "queues:job:%s" % name

    def heartbeat(self, name):
        self.connection.expire(self.locking_key(name), 60)

    def release(self):
        keys = [self.locking_key(name) for name in self.names]
        self.connection.delete(*keys)  #!

    def release_one(self, name):
        self.connection.delete(self.locking_key(name))  #!

    def forget(self):
        keys = [self.job_key(name) for name in self.names]
        self.connection.delete(*keys)
        self.connection.delete(*self.names)


class Store:
    """A client of something else."""

    def __init__(self, store):
        self.store = store

    def release(self, name):
        self.store.delete("lock:%s" % name)
