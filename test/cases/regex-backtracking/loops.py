import re

from flask import Flask, request

app = Flask(__name__)
TAG = re.compile(r'<br([\s|/][^>]*)*>')  #!
FLAGS = re.compile(r'(\d|[0-9a-f])*;', re.IGNORECASE)  #!
SPACED = re.compile(r'(?:\s*,?\s*)*$')  #!
PATH = re.compile(r'^(?:/[^/]+)*/?$')
HOST = re.compile(r'^(?:[a-z0-9]+\.)+[a-z]{2,}$')
MAYBE = re.compile(r'(?:a?b)+$')
FEW = re.compile(r'(?:[a-z]+-?){1,3}$')
SPLIT = re.compile(r'\s*[,;]\s*')
COMMENT = re.compile(r'/\*(?:[^*]|\*[^/])*\*/')
NEVER = re.compile(r'(?:(?!end).)*end')
LOOKING = re.compile(
    r'''
    (\w+\s?)*$   # words
    ''',
    re.VERBOSE,
)


@app.post('/check')
def check():
    name = request.form['name']
    if re.match(r'^([a-z]+)*$', name):  #! high
        return 'ok'
    if re.match(r'^[a-z]+(?:-[a-z]+)*$', name):
        return 'ok'
    if re.match(r'([a-z]+)*', name):
        return 'some'
    return ''


@app.post('/clean')
def clean():
    return re.sub(r'(x+x+)+y', '', request.form['name'])  #! high
