from fastapi import APIRouter, Depends
from flask import request
from sqlalchemy import text

router = APIRouter()


def choice(key, allowed, default):
    value = request.args.get(key)
    return value if value in allowed else default


def taken(key, default):
    value = request.args.get(key)
    return value if value else default


class Pager:
    def __init__(self, sort: str = 'name', page: int = 0):
        self.sort = sort
        self.page = page


def listed(cursor):
    cursor.execute('SELECT * FROM items ORDER BY ' + choice('sort', ('name', 'age'), 'name'))
    cursor.execute('SELECT * FROM items ORDER BY ' + taken('sort', 'name'))  #!


@router.get('/items')
async def items(db, pager: Pager = Depends()):
    await db.execute(text(f'SELECT * FROM items OFFSET {pager.page}'))
    await db.execute(text(f'SELECT * FROM items ORDER BY {pager.sort}'))  #!
