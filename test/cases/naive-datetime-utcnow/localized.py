import datetime as dt

import pytz


def read(row):
    start = pytz.UTC.localize(dt.datetime.utcfromtimestamp(row.start))
    end = dt.datetime.utcfromtimestamp(row.end)  #!
    return start, pytz.UTC.localize(end)
