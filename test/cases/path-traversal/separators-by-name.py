import os

from flask import abort, request


def read():
    name = request.args['name']
    if os.path.sep in name or name == '..':
        abort(400)
    open(os.path.join('data', name))
    other = request.args['other']
    if os.linesep in other:
        abort(400)
    open(os.path.join('data', other))  #!
