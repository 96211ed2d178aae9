import time


def wait(process, timeout):
    while timeout > 0 and process.poll() is None:
        time.sleep(1)  #! medium
        timeout -= 1


def wait_for_ever(process):
    while process.poll() is None:
        time.sleep(1)  #! high
