import os
import pty

import pexpect
from invoke import task


def show(name):
    pexpect.run('ls ' + name) #!
    pexpect.spawn(f'/bin/sh -c "ls {name}"') #!
    pexpect.spawn('ls', [name])
    pty.spawn(['/bin/sh', '-c', name]) #!
    pty.spawn(['/bin/sh', '-i'])


@task
def build(context, name):
    context.run(f'make {name}') #!
    context.run('make all')


def plain(context, name):
    context.run(f'make {name}')
