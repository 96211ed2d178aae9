# Exceptions that say how it stands.
import logging
import queue

log = logging.getLogger(__name__)


def offer(jobs, job):
    try:
        jobs.put_nowait(job)
    except queue.Full:
        log.error("job dropped, the queue is full")


async def ask(client):
    try:
        return await client.get("/state")
    except (TimeoutError, ConnectionError):
        log.error("no answer")  #!
    except ValueError:
        log.error("bad answer")  #!
