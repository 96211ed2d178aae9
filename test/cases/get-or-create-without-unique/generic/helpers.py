from sqlalchemy import select


def get_or_create(session, model, defaults=None, **kwargs):
    row = session.execute(select(model).filter_by(**kwargs)).scalar_one_or_none()
    if row is not None:
        return row, False
    row = model(**kwargs, **(defaults or {}))
    session.add(row)
    session.flush()
    return row, True


def find(session, model, **kwargs):
    return session.execute(select(model).filter_by(**kwargs)).scalar_one_or_none()


def locked_or_created(session, model, **kwargs):
    session.execute("LOCK TABLE labels")
    row = session.execute(select(model).filter_by(**kwargs)).scalar_one_or_none()
    if row is None:
        row = model(**kwargs)
        session.add(row)
    return row
