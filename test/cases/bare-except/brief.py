import base64
import hashlib
import os
import tempfile
import time
from urllib.request import urlopen


def date_of(seconds):
    try:
        info = time.gmtime(seconds)
    except:  #! medium
        info = time.gmtime(0)
    return info


def as_real_file(stream, folder):
    try:
        stream.fileno()
    except:  #! medium
        stream = tempfile.TemporaryFile(dir=folder)
    return stream


def hasher():
    try:
        hashlib.md5(b" ").hexdigest()
        return hashlib.md5
    except:  #! medium
        return hashlib.sha1


def credentials(request, cookie):
    try:
        decoded = base64.decodebytes(cookie)
    except:  #! low
        request.error(400)
        return None
    return decoded


def modified(request, path):
    try:
        at = os.stat(path).st_mtime
    except:  #! medium
        request.error(404)
        return None
    return at


def waits(job):
    try:
        time.sleep(5)
        job.poll()
    except:  #! medium
        job.stop()


def loads(url, cache):
    try:
        page = urlopen(url, timeout=3)
    except:  #! medium
        page = cache.old()
    return page
