from app.models import Ballot, Phase


def open_ballot(ballot):
    if ballot.phase == Phase.DRAFT:
        ballot.phase = Phase.OPEN


def close_all(session):
    for ballot in session.query(Ballot).filter_by(phase=Phase.OPEN):
        ballot.phase = Phase.CLOSED


def close_here(session, place):
    for ballot in session.query(Ballot).filter_by(place=place):
        ballot.phase = Phase.CLOSED  #!
