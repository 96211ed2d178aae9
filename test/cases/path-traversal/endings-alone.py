import os
import zipfile

from flask import Flask, abort, request
from werkzeug.utils import secure_filename

app = Flask(__name__)
ENDINGS = {'png', 'jpg'}


def allowed_file(name):
    return '.' in name and name.rsplit('.', 1)[1].lower() in ENDINGS


def allowed_name(name):
    return '/' not in name and name.endswith('.png')


@app.post('/upload')
def upload():
    file = request.files['file']
    if not allowed_file(file.filename):
        abort(400)
    file.save(os.path.join('uploads', file.filename))  #!
    file.save(os.path.join('uploads', secure_filename(file.filename)))
    zipfile.ZipFile(file.stream)
    return ''


@app.post('/named')
def named():
    file = request.files['file']
    if not allowed_name(file.filename):
        abort(400)
    file.save(os.path.join('uploads', file.filename))
    return ''


@app.post('/renamed')
def renamed():
    file = request.files['file']
    if not allowed_file(file.filename):
        abort(400)
    ending = file.filename.rsplit('.', 1)[1].lower()
    file.save(os.path.join('uploads', 'picture.' + ending))
    file.save('uploads/picture.' + file.filename.split('.')[-1])
    file.save('uploads/picture.' + file.filename.rsplit('.', 1)[0])  #!
    file.save('uploads/picture.' + file.filename.split('.')[1])  #!
    return ''
