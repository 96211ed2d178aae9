import shlex
import subprocess

from flask import request


def ping():
    host = request.args['host']
    subprocess.run(f'ping -c 1 {host}'.split())
    subprocess.run(('ping ' + host).split(' '))
    subprocess.run(shlex.split(f'ping {host}'))
    subprocess.run(f'{host} -c 1'.split())  #!
    subprocess.run(host.split())  #!
    subprocess.run(' '.join(map(shlex.quote, request.args.getlist('word'))), shell=True)
    subprocess.run(' '.join(map(str.strip, request.args.getlist('word'))), shell=True)  #!
