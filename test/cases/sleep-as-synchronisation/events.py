import time


def run(exit_event, log):
    while not exit_event.is_set():
        time.sleep(1)  #! medium
    log.info("over")


def wait(ready_event, log):
    while not ready_event.is_set():
        time.sleep(1)  #! high
    log.info("ready")
