from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base, Session
Base = declarative_base()
class Tag(Base):
    __tablename__ = 'tags'
    id = Column(Integer, primary_key=True)
    label = Column(String, index=True)
    slug = Column(String, unique=True)
def a(db: Session, label):
    tag = db.query(Tag).filter(Tag.label == label).first()
    if not tag:
        tag = Tag(label=label)
        db.add(tag) #!
        db.commit()
    return tag
def b(db: Session, label):
    tag = db.query(Tag).filter_by(label=label).one_or_none()
    if tag:
        return tag
    tag = Tag()
    tag.label = label
    db.add(tag) #!
    db.commit()
def c(db: Session, label):
    if db.query(Tag).filter(Tag.label == label).count() == 0:
        db.add(Tag(label=label)) #!
        db.commit()
def d(db: Session, body):
    if db.query(Tag.id).filter(Tag.label == body.label).scalar() is not None:
        raise ValueError
    tag = Tag(**body.dict())
    db.add(tag) #!
    db.commit()
def e(db: Session, slug):
    if db.query(Tag).filter(Tag.slug == slug).first():
        raise ValueError
    db.add(Tag(slug=slug))
    db.commit()
def f(db: Session, label):
    exists = db.query(db.query(Tag).filter(Tag.label == label).exists()).scalar()
    if exists:
        raise ValueError
    db.add(Tag(label=label)) #!
    db.commit()
def g(db: Session, label):
    if db.query(Tag).filter(Tag.label == label).first() is None:
        raise LookupError
    db.add(Tag(slug=label))
    db.commit()
