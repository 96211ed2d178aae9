import yaml


def sheet(rows):
    import openpyxl  #! low

    return openpyxl.Workbook(rows)


def stamp():
    import datetime  #! low

    return datetime.date.today()


def text(rows):
    from yaml import dump_all  #! low

    return yaml.dump(rows) + dump_all(rows)


def total(rows):
    from shop.prices import price  #! low

    return sum(price(row) for row in rows)


def stored(key):
    from shop.models import Entry  #! low

    return Entry.objects.get(pk=key)
