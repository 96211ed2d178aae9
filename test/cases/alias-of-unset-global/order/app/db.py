engine = None


def setup(url):
    global engine
    engine = connect(url)
