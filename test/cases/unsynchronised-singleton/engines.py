from sqlalchemy import create_engine

_engine = None
_client = None


def engine():
    global _engine
    if not _engine: #!
        _engine = create_engine(URL)
    return _engine


def client():
    global _client
    if _client is not None: #!
        return _client
    _client = clients.Client(URL)
    return _client
