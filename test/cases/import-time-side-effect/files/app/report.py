import os

LOG = open('report.log', 'a') #!
open('marker', mode='w').close() #!
NULL = open(os.devnull, 'w')
TEMPLATE = open('template.html').read()


def write(text):
    with open('report.txt', 'w') as out:
        out.write(text)
