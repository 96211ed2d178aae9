from sqlalchemy.orm import Session, sessionmaker

make = sessionmaker()


def get_session() -> Session:
    return make()
