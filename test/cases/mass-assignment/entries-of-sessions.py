from flask import Flask, request, session

app = Flask(__name__)
KNOWN = ('theme', 'language')


@app.post('/choose')
def choose():
    name = request.form['name']
    session[name] = request.form['value']  #!
    for key in request.form:
        session[key] = request.form[key]  #!
    session['theme'] = request.form['theme']
    session['seen_' + name] = True
    session[f'seen_{name}'] = True
    kept = {}
    kept[name] = 1
    return ''


@app.post('/known')
def choose_known():
    name = request.form['name']
    if name not in KNOWN:
        return 'unknown', 400
    session[name] = request.form['value']
    number = int(request.form['number'])
    session[number] = 1
    return ''


def view(request):
    request.session[request.POST['name']] = 1  #!
    request.session['name'] = request.POST['name']
