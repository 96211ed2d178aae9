from sqlalchemy.orm import Session

from database import DecoratedRepository, Repository, closing_scope, session_scope, transactional
from models import Invoice, Payout


def settle(key):
    with session_scope() as session:
        invoice = session.get(Invoice, key)
        invoice.state = "complete"
        session.commit()
        session.add(Payout(invoice_id=key)) #!


def settle_at_once(key):
    with session_scope() as session:
        invoice = session.get(Invoice, key)
        invoice.state = "complete"
        session.add(Payout(invoice_id=key))
        session.commit()
        print(invoice.id)


def settle_without_end(key):
    with closing_scope() as session:
        invoice = session.get(Invoice, key)
        invoice.state = "complete"
        session.commit()
        session.add(Payout(invoice_id=key))


def settle_in_another(key):
    with session_scope() as session, closing_scope() as other:
        invoice = other.get(Invoice, key)
        invoice.state = "complete"
        other.commit()
        session.add(Payout(invoice_id=key))


def run(key):
    with session_scope() as session:
        invoice = session.get(Invoice, key)
        invoice.state = "running"
        session.commit()
        invoice.state = "complete"


def move(session: Session, keys):
    with session_scope() as session:
        for key in keys:
            session.get(Invoice, key).state = "moved"
            session.commit()
        session.add(Payout(invoice_id=0))


def take_in(repository: DecoratedRepository, text):
    key = repository.save(Invoice(state="new"))
    repository.remember(key, text) #!


def stage_both(repository: DecoratedRepository):
    invoice = Invoice(state="new")
    repository.stage(invoice)
    repository.stage(Payout(invoice_id=invoice.id))


def join_both(repository: DecoratedRepository, text):
    key = repository.join(Invoice(state="new"))
    repository.join_text(key, text)


def lend_both(repository: DecoratedRepository, session: Session, text):
    key = repository.lend(Invoice(state="new"), session=session)
    repository.lend_text(key, text, session=session)


class Desk:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.repository = Repository(session)

    @transactional
    def close(self, key):
        invoice = self.session.get(Invoice, key)
        invoice.state = "closed"
        self.session.commit()
        self.session.add(Payout(invoice_id=key)) #!

    @transactional
    def close_at_once(self, key):
        invoice = self.repository.create(Invoice(state="closed"))
        self.repository.create(Payout(invoice_id=invoice.id))

    @transactional
    def close_by_steps(self, key):
        invoice = self.repository.create(Invoice(state="closed"), commit=True)
        self.session.add(Payout(invoice_id=invoice.id)) #!
