def settings(config, environment={}):  #! low
    if environment and isinstance(environment, dict):
        words = [f'{key}={value}' for key, value in environment.items()]
        environment = ' '.join(words)
    else:
        environment = ''
    return {'Environment': environment}


def merged(config, extra={}):  #! medium
    if config:
        extra = dict(extra)
    extra['merged'] = True
    return len(extra)


def filled(rows, names=[]):  #! low
    if names and rows:
        names.append(rows[0])
    return len(names)


def written(rows, formats={}, notes={}):  #!2 low
    formats = formats or {}
    notes = notes or {}
    for row in rows:
        if row in formats:
            print(formats[row])
    show(notes)
