def page(body):
    return "<html><body>" + body + "</body></html>"


def row(name):
    return {"name": name}


def rows(name):
    found = [name]
    return found
