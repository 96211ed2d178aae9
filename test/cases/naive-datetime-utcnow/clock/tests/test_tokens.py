from datetime import datetime


def test_expired(token):
    token.expires = datetime.utcnow()  #! low
    assert token.is_expired()
