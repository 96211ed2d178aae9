import abc


class Sweeps(abc.ABC):
    @abc.abstractmethod
    def active(self) -> object | None: ...

    @abc.abstractmethod
    def create(self, *, status: str, street: str) -> object: ...


class UnitOfWork(abc.ABC):
    sweeps: Sweeps

    @abc.abstractmethod
    def commit(self) -> None: ...
