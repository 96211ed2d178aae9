from sqlalchemy import JSON, ARRAY, Column, Integer, String, PickleType
from sqlalchemy.dialects.postgresql import JSONB, ARRAY as PGA, HSTORE
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified


class Base(DeclarativeBase):
    type_annotation_map = {}


class Doc(Base):
    __tablename__ = "d"
    id = Column(Integer, primary_key=True)
    data = Column(JSON)
    tags = Column(ARRAY(String))
    meta: Mapped[dict] = mapped_column(JSONB)
    tracked = Column(MutableDict.as_mutable(JSON))
    items: Mapped[list] = mapped_column(MutableList.as_mutable(JSONB))
    blob = Column(PickleType)
    name: Mapped[str]


def a(db: Session, key):
    doc = db.get(Doc, key)
    doc.data["x"] = 1  #!
    doc.tags.append("y")  #!
    doc.meta.update(a=1)  #!
    doc.meta["a"]["b"] = 2  #!
    del doc.data["x"]  #!
    doc.data.pop("x")  #!
    doc.tags += ["z"]
    doc.data.setdefault("k", [])  #!
    doc.tags.remove("x")  #!
    db.commit()


def c(db: Session, key):
    doc = db.get(Doc, key)
    data = doc.data
    data["x"] = 1  #!
    db.commit()


def d(db: Session, key):
    doc = db.get(Doc, key)
    data = doc.data
    data["x"] = 1  #!
    doc.data = data
    db.commit()


def q(db: Session, key):
    doc = db.get(Doc, key)
    doc.tracked["x"] = 1
    doc.items.append(1)
    doc.data = {**doc.data, "x": 1}
    doc.tags = doc.tags + ["x"]
    doc.data["y"] = 1
    flag_modified(doc, "data")
    db.commit()


def q2(db: Session, key):
    doc = db.get(Doc, key)
    data = dict(doc.data)
    data["x"] = 1
    doc.data = data
    db.commit()


def q3(db: Session):
    doc = Doc(data={})
    doc.data["x"] = 1
    db.add(doc)
    db.commit()


def q4(doc: Doc):
    print(doc.data["x"], doc.data.get("y"))
    doc.name = "x"


def flushed(db: Session):
    doc = Doc(data={})
    db.add(doc)
    db.flush()
    doc.data["x"] = 1  #!
    db.commit()
