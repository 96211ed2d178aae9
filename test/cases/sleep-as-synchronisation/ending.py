import os
import signal
import subprocess
import time


def stop(process):
    group = os.getpgid(process.pid)
    os.killpg(group, signal.SIGTERM)
    time.sleep(0.2)
    code = process.poll()
    if code is None:
        os.killpg(group, signal.SIGKILL)
    return code


def replace(process, path):
    os.killpg(os.getpgid(process.pid), signal.SIGTERM)
    time.sleep(0.2)  #! medium
    os.remove(path)


def begin(command):
    process = subprocess.Popen(command)
    time.sleep(0.2)  #! high
    return process.stdin


def fill(shop):
    shop.start("database")
    time.sleep(10)  #! medium
    grant = "grant all"
    while shop.run(grant) != 0:
        time.sleep(5)  #! medium


def load(shop):
    shop.start("database")
    time.sleep(10)  #! high
    shop.run("grant all")
