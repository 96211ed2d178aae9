from shop.testing import is_none, is_true


class TestLogGroup:
    @property
    def test_runner(self):
        return self._runner

    @test_runner.setter
    def test_runner(self, runner):
        self._runner = runner

    def test_restart(self):
        self.test_runner.run_test_restart()

    def test_wait(self):
        self.test_runner.test_wait()

    def test_fill(self):  #!
        self.test_runner.fill()

    def test_testing(self):  #!
        self.runner.testing()

    def test_closed(self, connection):
        connection.close()
        is_true(connection.closed)
        is_none(connection.transaction)

    def test_open(self, connection):  #!
        connection.open()
        if is_true(connection.closed):
            print("closed")
