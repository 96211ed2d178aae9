import threading

listeners = {}  #! medium
counts = {}  #! high
opened = {}  #! high


def run(name):
    listeners.pop(name, None)
    counts[name] += 1
    if name not in opened:
        opened[name] = object()


threading.Thread(target=run).start()
