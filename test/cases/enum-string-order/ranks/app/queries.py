import sqlalchemy as sa
from django.db.models import Case, F, IntegerField, Value, When
from sqlalchemy import asc, case, desc, func, nulls_last, select, text
from sqlalchemy.orm import aliased
from sqlmodel import col, select as sselect

from app.models import Alert, Bug, Issue, OldTicket, Task

T = aliased(Task)


def a1():
    return select(Task).order_by(Task.priority.desc())  #!


def a2():
    return select(Task).order_by(sa.desc(Task.severity))  #!


def a3(session):
    return session.query(Task).order_by(Task.risk, Task.id).all()  #!


def a4():
    return select(Task).order_by(Task.urgency.desc().nulls_last())  #!


def a5():
    return select(Task).order_by(nulls_last(Task.priority.asc()))  #!


def a6():
    return sselect(Alert).order_by(col(Alert.severity).desc())  #!


def a7():
    return sselect(Alert).order_by(Alert.severity)  #!


def a8(session):
    return session.query(OldTicket).order_by(OldTicket.tier.desc())  #!


def a9(session):
    return session.query(OldTicket).order_by(desc(OldTicket.ticket_priority))  #!


def a10():
    return Issue.objects.filter(state='open').order_by('-severity', '-created_at')  #!


def a11():
    return Issue.objects.order_by(F('severity').desc())  #!


def a12():
    return Bug.objects.select_related('issue').order_by('issue__severity')  #!


def a13():
    return select(T).order_by(T.priority)  #!


def a14():
    stmt = select(Task).where(Task.state == 'open')
    stmt = stmt.order_by(Task.importance)  #!
    return stmt


def a15():
    return select(Task).order_by(*[Task.state, Task.priority])


def a16():
    return select(func.row_number().over(order_by=Task.priority.desc()))  #!


def a17(session):
    return session.query(Task).order_by('priority')  #!


class TicketRepo:
    def worst(self):
        return Bug.objects.latest('priority')

    def first(self, session):
        ordering = Task.priority.desc()
        return session.scalars(select(Task).order_by(ordering)).first()  #!

    def nulls(self, session):
        return session.scalars(select(Task).order_by(Task.priority.desc().nulls_last())).first()  #!


def sorted_rows(rows):
    return sorted(rows, key=lambda t: t.name)


def g1():
    return select(Task).order_by(Task.level, Task.native, Task.rank.desc(), Task.state)


def g2():
    return select(Task).order_by(case((Task.priority == 'high', 0), else_=1), Task.id)


def g3():
    order = case({'high': 0, 'low': 1}, value=Task.priority)
    return select(Task).order_by(order.desc())


def g4():
    return Issue.objects.order_by('rank', '-created_at')


def g5():
    ranked = Issue.objects.annotate(n=Case(When(severity='high', then=Value(0)), default=Value(1)))
    return ranked.order_by('n')


def g6():
    return select(Task).order_by(func.array_position(['low', 'high'], Task.priority))


def g7():
    return select(Task.priority, func.count()).group_by(Task.priority).order_by(func.count())


def g8():
    return select(Task.priority).distinct().order_by(Task.priority)


def g9():
    return select(Task.priority, func.count()).group_by(Task.priority).order_by(Task.priority)


def g10():
    return Issue.objects.values('severity').annotate(n=F('id')).order_by('severity')


def g11():
    return select(Task).where(Task.priority == 'high').order_by(Task.id)


def g12():
    return select(Task).order_by(text('id'))


def g13():
    return select(Task).order_by(func.field(Task.priority, 'high', 'low'))


def g14():
    return select(Task).order_by(Task.priority == 'high', Task.id)


def g15():
    return select(Task).order_by(Task.priority.in_(['high']).desc())


def g16():
    return Issue.objects.order_by('?')


def g17():
    return select(Task).order_by(sa.cast(Task.priority, sa.Integer))


def g18():
    return Issue.objects.order_by('severity_rank')
