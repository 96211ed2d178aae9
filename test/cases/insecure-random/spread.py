import datetime
import random


def push(queue, task, retry):
    at = datetime.datetime.now(datetime.timezone.utc)
    at += datetime.timedelta(seconds=random.randint(0, 2 * retry))
    queue.push(task, at)


def factorize(number):
    return random.randint(1, number - 1)


def ticket(number):
    return random.randint(1, number - 1)  #! low


def token():
    return random.randint(1, 10**12)  #! medium
