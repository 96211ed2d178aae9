import tarfile
import zipfile

from flask import Flask, request

app = Flask(__name__)


@app.post('/unpack')
def unpack():
    file = request.files['file']
    zipfile.ZipFile(file)
    zipfile.ZipFile(request.files.get('other'))
    tarfile.open(fileobj=file)
    zipfile.ZipFile(file.filename)  #!
    zipfile.ZipFile(request.form['file'])  #!
    return ''
