# Annotations in quotes and with a word of explanation.
from typing import Annotated
from uuid import UUID as Key

from fastapi import FastAPI

app = FastAPI()


@app.get('/sheets/{name}')
def by_name(name: Annotated[str, 'as it is shown']):
    return open(f'/srv/{name}').read()  #!


@app.get('/sheets/quoted/{name}')
def by_quoted(name: 'str'):
    return open(f'/srv/{name}').read()  #!


@app.get('/pages/{page}')
def by_page(page: Annotated[int, 'from one on']):
    return open(f'/srv/{page}').read()


@app.get('/pages/quoted/{page}')
def by_quoted_page(page: 'int'):
    return open(f'/srv/{page}').read()


@app.get('/keys/{key}')
def by_key(key: Key):
    return open(f'/srv/{key}').read()
