import datetime
from datetime import datetime as moment


def timed(job, log):
    start = datetime.datetime.now()  #! low
    job()
    log.info("took %s", datetime.datetime.now() - start)  #! low


def kept(job, store):
    start = datetime.datetime.now()  #! medium
    job()
    store.save(start, moment.now() - start)  #! low


def due(row):
    return row.due - moment.now()  #! medium


def parsed(text):
    year, month, day = map(int, text.split("-"))
    return datetime.datetime(year, month, day)  #! low
