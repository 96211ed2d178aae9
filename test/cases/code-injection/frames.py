import pandas as pd
from flask import request


def search(frame: pd.DataFrame):
    frame.query(request.args['q']) #!
    pd.eval(request.args['q']) #!
    pd.read_csv('x.csv').eval(request.args['q']) #!
    frame.query('a > 1')
    return frame.query('a == @name')
