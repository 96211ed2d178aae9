def read(name):
    return open(f"/srv/{name}").read()
