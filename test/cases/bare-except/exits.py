import json


def cached(path):
    try:
        return json.load(open(path))
    except:  #! medium
        return {}


def icon(theme, image):
    try:
        image.frames = theme.frames(16)
        image.step_animation()
    except:  #! medium
        image.set_from_icon_name("system-run")


def described(thing):
    try:
        text = shortened(repr(thing))
    except:  #! medium
        text = "<%s>" % type(thing).__name__
    return text


def serve(queue, log):
    while True:
        try:
            job = queue.next_job()
        except:  #! high
            log.put("no job")
            continue
        yield job


def served(source, log):
    try:
        for one in source:
            yield one
    except:  #! high
        log.put("no more")


async def refreshed(source, log):
    try:
        return await source.value()
    except:  #! high
        log.put("no value")


def answered(connection, log):
    try:
        answer = connection.recv(512)
    except:  #! medium
        log.put("no answer")
        answer = b""
    return answer
