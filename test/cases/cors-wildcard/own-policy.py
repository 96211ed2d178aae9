class Policy:
    def __init__(self, app, origins=(), credentials=False):
        self.app = app
        self.headers = {}
        is_open = '*' in origins
        if is_open:
            self.headers['Access-Control-Allow-Origin'] = '*'
        elif credentials:
            self.headers['Vary'] = 'Origin'


def answer(response):
    response.headers['Access-Control-Allow-Origin'] = '*'  #!
    return response
