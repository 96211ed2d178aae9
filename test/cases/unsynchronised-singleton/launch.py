import threading

MANAGER = None
POOL = None
LOCK = threading.Lock()


def launch_process(server):
    global MANAGER
    if MANAGER is None:  #! medium
        MANAGER = ProcessManager()
    MANAGER.launch(server)


def take():
    global POOL
    if POOL is None:  #! high
        POOL = ConnectionPool()
    return POOL.take()


def setup_audit():
    global AUDIT
    if AUDIT is None:  #! high
        AUDIT = AuditWriter()


AUDIT = None
threading.Thread(target=setup_audit).start()
threading.Thread(target=take).start()


def lend():
    global LENT
    if LENT is None:  #! medium
        LENT = ConnectionPool()
    return LENT


LENT = None
