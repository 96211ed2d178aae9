def test_answered(client):
    response = client.get('/orders')
    assert response.ok #!


def test_posted(client):
    assert client.post('/orders').is_success #!


def test_body(client):
    response = client.get('/orders')
    assert response.ok
    assert response.json() == []


def test_own(parser):
    assert parser.ok
