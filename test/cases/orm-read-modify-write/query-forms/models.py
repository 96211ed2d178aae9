from sqlalchemy import CheckConstraint, Column, Integer, String
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class Item(Base):
    __tablename__ = 'items'
    id = Column(Integer, primary_key=True)
    stock = Column(Integer, CheckConstraint('stock >= 0'), default=0)
    name = Column(String)
