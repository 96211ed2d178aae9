import os
import subprocess
import uuid

from flask import request


def run(*words):
    return subprocess.run(words, check=True)


def run_any(*words):
    return subprocess.run(words, check=True)  #!


def start():
    run('ls', request.args['folder'])
    run_any(request.args['program'], '-v')
    count = request.get_json()['count']
    if isinstance(count, int):
        os.system(f'seq {count}')
    else:
        os.system(f'echo {count}')  #!
    ident = request.get_json()['id']
    if not isinstance(ident, (int, uuid.UUID)):
        raise ValueError(ident)
    os.system(f'kill {ident}')
    name = request.get_json()['name']
    if not isinstance(name, str):
        raise ValueError(name)
    os.system(f'echo {name}')  #!
    size = request.get_json()['size']
    if isinstance(size, int):
        return
    os.system(f'seq {size}')  #!
