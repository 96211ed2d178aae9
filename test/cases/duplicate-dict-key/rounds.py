NAME = "total"


def totals(rows, names):
    first = {"total": row.total for row in rows}  #!
    second = {0: name for row in rows for name in names}  #!
    third = {None: name for name in names if name}  #!
    return first, second, third


async def later(rows):
    return {"row": row async for row in rows}  #!


def right(rows, names, name):
    by_name = {f"{row.name}": row for row in rows}
    pairs = {(row.kind, 0): row for row in rows}
    one = {"total": total for total in (sum(rows),)}
    words = {"row" + row: row for row in rows}
    parts = {"row": [row for row in rows], "names": {name: 1 for name in names}}
    named = {NAME: row for row in rows}
    return by_name, pairs, one, words, parts, named, {"row" for row in rows}
