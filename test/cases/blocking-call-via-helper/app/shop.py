import time


def pause():
    time.sleep(1)


async def serve():
    pause()  #!
