from ports import UnitOfWork


def start(uow: UnitOfWork, street: str):
    busy = uow.sweeps.active()
    if busy is not None:
        raise RuntimeError("busy")
    sweep = uow.sweeps.create(status="queued", street=street) #! high
    uow.commit()
    return sweep


def record(uow: UnitOfWork, street: str):
    if uow.sweeps.active() is not None:
        raise RuntimeError("busy")
    sweep = uow.sweeps.create(status="done", street=street)
    uow.commit()
    return sweep
