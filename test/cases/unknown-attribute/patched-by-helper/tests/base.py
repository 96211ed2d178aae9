import unittest
from unittest import mock


class Base(unittest.TestCase):
    def mock_object(self, of, name):
        patcher = mock.patch.object(of, name)
        patcher.start()
        self.addCleanup(patcher.stop)
