import executors

from tests.base import Base


class DriverTest(Base):
    def test_made_once(self):
        self.mock_object(executors, "RootExecutor")
        executors.RootExecutor("run")
        executors.RootExecutor.assert_has_calls([])
        assert executors.RootExecutor.call_count == 1

    def test_name(self):
        return executors.RootExecutor.exectue  #!
