# A decorator that only notes the call is no check; one that may refuse is.
import functools
import logging

from flask import Flask, abort, session
from flask_login import login_required as signed_in_only

app = Flask(__name__)
log = logging.getLogger(__name__)


def noted(view):
    @functools.wraps(view)
    def inner(*args, **kwargs):
        log.info('called')
        return view(*args, **kwargs)

    return inner


def of_the_house(view):
    @functools.wraps(view)
    def inner(*args, **kwargs):
        if 'member' not in session:
            abort(403)
        return view(*args, **kwargs)

    return inner


@app.post('/lamps')
@signed_in_only
def add():
    return ''


@app.post('/lamps/<number>/light')
@of_the_house
def light(number):
    return ''


@app.post('/lamps/<number>/dim')  #!
@noted
def dim(number):
    return ''
