import logging

from flask import redirect, request

log = logging.getLogger(__name__)


def told():
    target = request.args.get('next', '')
    if target.startswith('http'):
        log.warning('leads outside')
    return redirect(target)  #!


def refused():
    target = request.args.get('next', '')
    if target.startswith(('http:', 'https:', '//')):
        return redirect('/')
    return redirect(target)
