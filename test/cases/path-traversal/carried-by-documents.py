import csv
import json
import xml.etree.ElementTree as ET
from collections import OrderedDict

import cherrypy
import web
import yaml
from flask import Flask, request

app = Flask(__name__)


@app.post('/open')
def read_bodies():
    body = json.load(request.stream)
    open('data/' + body['name'])  #!
    settings = yaml.safe_load(request.data)
    open('data/' + settings['folder'])  #!
    for row in csv.reader(request.get_data(as_text=True).splitlines()):
        open('data/' + row[0])  #!
    with open('rows.json') as file:
        known = json.load(file)
    open('data/' + known['name'])


@app.post('/documents')
def read_documents():
    root = ET.fromstring(request.data)
    open('data/' + root.find('name').text)  #!
    open('data/' + root.findtext('name'))  #!
    element = root.find('name')
    open('data/' + element.get('value'))  #!
    own = ET.parse('settings.xml').getroot()
    open('data/' + own.find('name').text)


@app.get('/numbers')
def read_numbers():
    for number in map(int, request.args.getlist('page')):
        open(f'data/{number}')
    open('data/' + '-'.join(map(str, request.args.getlist('page'))))  #!
    known = {'safe': 'a.txt', 'name': request.args['name']}
    merged = {**known, 'other': 'b.txt'}
    open('data/' + merged['other'])
    open('data/' + merged['safe'])
    open('data/' + merged['name'])  #!
    names = ['a.txt', request.args['name']]
    more = ['b.txt', *names]
    open('data/' + more[1])
    open('data/' + more[2])  #!


class Parts:
    def __init__(self):
        self.parts = []
        self.known = []
        self.log = OrderedDict()

    def add(self, part):
        self.parts.append(part)
        return self

    def load(self):
        self.known.append('a.txt')
        open('/'.join(self.known))
        return open('/'.join(self.parts))  #!


@app.get('/parts')
def build():
    Parts().add('data').add(request.args['name']).load()
    return ''


class Page:
    @cherrypy.expose
    def index(self):
        return open(cherrypy.request.params['name'])  #!

    def GET(self):
        found = web.input()
        return open('data/' + found.name)  #!


def application(environ, start_response):
    start_response('200 OK', [])
    open('data/' + environ.get('HTTP_X_NAME'))  #!
    return [b'']


def settings(environ):
    return open('data/' + environ.get('DATA_NAME'))
