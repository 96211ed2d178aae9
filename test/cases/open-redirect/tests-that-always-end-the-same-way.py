from flask import Flask, redirect, request

app = Flask(__name__)


@app.get('/never')
def never():
    given = request.args.get('next', '')
    target = 'the way to nowhere'
    if 'home' in target:
        target = given
    return redirect(target)


@app.get('/always')
def always():
    given = request.args.get('next', '')
    target = 'the way to nowhere'
    if 'way' in target:
        target = given
    return redirect(target)  #!


@app.get('/rebound')
def rebound():
    given = request.args.get('next', '')
    count = 106
    first = 'home' if 7 * 18 + count > 200 else given
    count = 86
    if 7 * 42 - count > 200:
        second = 'home'
    else:
        second = given
    return redirect(first), redirect(second)


@app.get('/counted')
def counted():
    given = request.args.get('next', '')
    count = 0
    for _ in range(3):
        if count > 1:
            return redirect(given)  #!
        count = count + 1
    if request.args.get('more'):
        count = 5
    if count > 4:
        return redirect(given)  #!
    return ''
