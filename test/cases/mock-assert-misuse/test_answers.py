def test_get(requests_mock, client, send):
    answers = requests_mock.get("https://example.org/a", text="a")
    client.load()
    assert answers.called_once
    assert send.called_once  #! high


class TestLoad:
    def test_post(self, client):
        self.user = self.requests_mock.post("https://example.org/b")
        client.save()
        self.assertTrue(self.user.called_once)
