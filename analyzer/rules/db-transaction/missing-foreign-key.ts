import { declarationOf, modelsOf } from '../../matching/rows/model-columns.ts'
import { softLinks } from '../../matching/rows/soft-links.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-foreign-key',
  title: 'Column that names a row of another table without a foreign key',
  consequence:
    'Rows point to what is no longer there, or never was: pages fail or leave out data, and nobody notices when it happens.',
  effortHours: { low: 0.5, high: 4 },
  confidence: 'medium',
  why: `
The name says that the column leads to a row of another table, but the database does not know it. Any number is accepted, and the row
that it names can be deleted while this one stays. The checks of the program do not help: between looking and inserting, somebody
else may delete.
`,
  fix: `
Declare it: \`mapped_column(ForeignKey('rooms.id'))\`, with \`ondelete\` saying what becomes of this row, and write the migration. What
points nowhere now has to be cleared up first.
`,
  exemptions: [
    {
      text: 'Logs, histories, reports and other tables that outlive what they speak of.',
      quiet: py`
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Room(Base):
            __tablename__ = 'rooms'
            id: Mapped[int] = mapped_column(primary_key=True)

        class Booking(Base):
            __tablename__ = 'bookings'
            id: Mapped[int] = mapped_column(primary_key=True)
            room_id: Mapped[int] = mapped_column(ForeignKey('rooms.id'))

        class Bed(Base):
            __tablename__ = 'beds'
            id: Mapped[int] = mapped_column(primary_key=True)
            room_id: Mapped[int] = mapped_column(ForeignKey('rooms.id'))

        class AuditEntry(Base):
            __tablename__ = 'audit_entries'
            id: Mapped[int] = mapped_column(primary_key=True)
            room_id: Mapped[int]
      `,
    },
    {
      text: 'Numbers that other programs gave, and keys of another kind.',
      quiet: py`
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Customer(Base):
            __tablename__ = 'customers'
            id: Mapped[int] = mapped_column(primary_key=True)
            telegram_id: Mapped[int]

        class Room(Base):
            __tablename__ = 'rooms'
            id: Mapped[str] = mapped_column(primary_key=True)
            owner_id: Mapped[int] = mapped_column(ForeignKey('customers.id'))

        class Booking(Base):
            __tablename__ = 'bookings'
            id: Mapped[int] = mapped_column(primary_key=True)
            customer_id: Mapped[int] = mapped_column(ForeignKey('customers.id'))
            stripe_customer_id: Mapped[int]
            room_id: Mapped[int]
      `,
    },
    {
      text: 'Projects that do without foreign keys.',
      quiet: py`
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Room(Base):
            __tablename__ = 'rooms'
            id: Mapped[int] = mapped_column(primary_key=True)

        class Booking(Base):
            __tablename__ = 'bookings'
            id: Mapped[int] = mapped_column(primary_key=True)
            room_id: Mapped[int]
      `,
    },
  ],
  limits: ['Models of Django, where a plain number for a relation is rare.'],
  bad: [
    py`
      from sqlalchemy import ForeignKey
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      class Base(DeclarativeBase):
          pass

      class Room(Base):
          __tablename__ = 'rooms'
          id: Mapped[int] = mapped_column(primary_key=True)

      class Guest(Base):
          __tablename__ = 'guests'
          id: Mapped[int] = mapped_column(primary_key=True)

      class Booking(Base):
          __tablename__ = 'bookings'
          id: Mapped[int] = mapped_column(primary_key=True)
          guest_id: Mapped[int] = mapped_column(ForeignKey('guests.id'))
          room_id: Mapped[int] #!

      class Bill(Base):
          __tablename__ = 'bills'
          id: Mapped[int] = mapped_column(primary_key=True)
          booking_id: Mapped[int] = mapped_column(ForeignKey('bookings.id'))
    `,
    py`
      from typing import Optional
      from sqlmodel import Field, SQLModel

      class Supplier(SQLModel, table=True):
          id: Optional[int] = Field(default=None, primary_key=True)

      class Depot(SQLModel, table=True):
          id: Optional[int] = Field(default=None, primary_key=True)

      class Order(SQLModel, table=True):
          id: Optional[int] = Field(default=None, primary_key=True)
          depot_id: int = Field(foreign_key='depot.id')
          supplier_id: int #!

      class Line(SQLModel, table=True):
          id: Optional[int] = Field(default=None, primary_key=True)
          order_id: int = Field(foreign_key='order.id')
    `,
    py`
      from sqlalchemy import Column, ForeignKey, Integer
      from sqlalchemy.ext.declarative import declarative_base

      Base = declarative_base()

      class Shelf(Base):
          __tablename__ = 'shelf'
          id = Column(Integer, primary_key=True)

      class Jar(Base):
          __tablename__ = 'jar'
          id = Column(Integer, primary_key=True)
          shelf_id = Column(Integer, nullable=False) #!

      class Label(Base):
          __tablename__ = 'label'
          id = Column(Integer, primary_key=True)
          jar_id = Column(Integer, ForeignKey('jar.id'))
          shelf_id = Column(Integer, ForeignKey('shelf.id'))
    `,
  ],
  good: [
    py`
      from sqlalchemy import ForeignKey
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      class Base(DeclarativeBase):
          pass

      class Room(Base):
          __tablename__ = 'rooms'
          id: Mapped[int] = mapped_column(primary_key=True)

      class Booking(Base):
          __tablename__ = 'bookings'
          id: Mapped[int] = mapped_column(primary_key=True)
          room_id: Mapped[int] = mapped_column(ForeignKey('rooms.id'))
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const model of modelsOf(checker)) {
        for (const link of checker.project.table(softLinks).get(model.id) ?? []) {
          const declaration = declarationOf(checker, model, link.column)
          if (declaration === NO_NODE) continue
          checker.report({
            node: declaration,
            message: `\`${link.model}.${link.column}\` names a \`${link.target}\`, and the database does not hold to it: no foreign key.`,
          })
        }
      }
    },
  },
})
