from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class Tool(Base):
    __tablename__ = "tools"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


@router.put("/tools/{key}")
def rename(session: Session, key: int, name: str) -> str:
    try:
        tool = session.query(Tool).filter(Tool.id == key).first()
    except NoResultFound as error:
        raise HTTPException(status_code=404) from error
    tool.name = name  #!
    session.commit()
    return "done"


@router.put("/tools/{key}/strictly")
def rename_strictly(session: Session, key: int, name: str) -> str:
    try:
        tool = session.query(Tool).filter(Tool.id == key).one()
    except NoResultFound as error:
        raise HTTPException(status_code=404) from error
    tool.name = name
    session.commit()
    return "done"


@router.put("/tools/{key}/or-not")
def rename_or_not(session: Session, key: int, name: str) -> str:
    try:
        tool = session.query(Tool).filter(Tool.id == key).first()
    except NoResultFound:
        tool = Tool(id=key)
    if tool is not None:
        tool.name = name
        session.commit()
    return "done"
