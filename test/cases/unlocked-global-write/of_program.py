import threading

counter = 0


def next_id():
    global counter
    counter += 1  #! high
    return counter


threading.Thread(target=next_id).start()
