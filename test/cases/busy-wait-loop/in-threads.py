import asyncio
import time
import trio
import anyio
import threading
from asyncio import sleep as snooze
from time import sleep

done = False
flag = threading.Event()


async def a(x):
    while not x.ready:  #!
        await asyncio.sleep(0.1)


async def b(x):
    while not x.ready():  #!
        await trio.sleep(0.1)


async def c(x):
    while not x:  #!
        await anyio.sleep(1)


async def c2():
    while not done:  #!
        await snooze(1)


async def c3(x):
    while True:  #!
        if x.ready:
            break
        await asyncio.sleep(0.1)


async def c4(x):
    while not x.ready:  #!
        await trio.lowlevel.checkpoint()


async def c5(x):
    while not x.ready:  #!
        await anyio.lowlevel.checkpoint()


async def c6(x):
    while not x.ready:  #!
        await asyncio.sleep(0)


async def c7(x):
    while not x.ready:  #!
        await trio.sleep_until(trio.current_time() + 1)


class W:
    def __init__(self):
        self.stopped = False
        self.event = threading.Event()
        self.ready = False

    def run(self):
        while not self.ready:  #!
            time.sleep(0.01)

    def spin(self):
        while not self.ready:  #!
            pass

    def spin2(self):
        while not self.event.is_set():  #!
            time.sleep(0.1)

    def set(self):
        self.ready = True

    def spin3(self):
        while True:  #!
            if self.ready:
                break
            sleep(0.01)


def g():
    while not done:  #!
        pass


def g2():
    while not flag.is_set():  #!
        sleep(0.1)


def g3(thread: threading.Thread):
    while thread.is_alive():  #!
        time.sleep(0.1)


def setdone():
    global done
    done = True


def ok1():
    flag.wait()


def ok2(proc):
    while proc.poll() is None:
        time.sleep(0.1)


def ok3(path):
    import os
    while not os.path.exists(path):
        time.sleep(1)


def ok4():
    while True:
        print('tick')
        time.sleep(1)


async def ok5(client):
    while True:
        status = await client.get('/job')
        if status.done:
            break
        await asyncio.sleep(1)
