from fastapi import FastAPI
from flask import Flask

app = FastAPI()
web = Flask(__name__)


@app.get("/files/{path:path}")
def any_file(path: str): ...


@app.get("/files/a/b")
def one_file(): ...  #!


@app.post("/files/a/b")
def store(): ...


@app.get("/tree/a/b")
def one_node(): ...


@app.get("/tree/{path:path}")
def any_node(path: str): ...


@app.get("/other/a/b")
def other(): ...


@web.get("/pages/<path:name>")
def any_page(name): ...


@web.get("/pages/a/b")
def one_page(): ...
