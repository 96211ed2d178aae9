import sqlite3

import click
import psycopg2
from fastapi import FastAPI

app = FastAPI()


@app.get("/names")
def names():
    connection = psycopg2.connect("dbname=shop")  #! high
    return connection.cursor().fetchall()


@click.command()
def show():
    connection = psycopg2.connect("dbname=shop")  #! medium
    print(connection.cursor().fetchall())


def read(path):
    connection = sqlite3.connect(path)  #! medium
    return connection.cursor().fetchall()
