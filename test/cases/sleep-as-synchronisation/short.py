import time


def start(started_event):
    while not started_event.is_set():
        time.sleep(0.1)  #! medium


def start_later(started_event):
    while not started_event.is_set():
        time.sleep(2)  #! high
