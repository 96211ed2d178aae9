import unittest


class TicketTest(unittest.TestCase):
    def test_logout(self):
        for client in self.clients():
            self.assertEqual(client.get("/logout").status_code, 302)  #! low

    def test_value(self):
        value = load()
        if isinstance(value, int):
            self.assertGreater(value, 0)  #! medium
