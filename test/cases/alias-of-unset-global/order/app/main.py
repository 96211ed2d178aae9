from app import api
from app.db import setup


def main():
    setup("db")
    return api.rows()
