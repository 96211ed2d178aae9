import unittest


class SchemaTest(unittest.TestCase):
    def test_valid(self):
        try:
            self.repository.validate(None)
        except Exception as error:
            self.assertTrue(False, f"validate raised {error}")

    def test_invalid(self):
        try:
            self.repository.validate(1)
        except Exception as error:
            self.assertIn("value", str(error))  #!
