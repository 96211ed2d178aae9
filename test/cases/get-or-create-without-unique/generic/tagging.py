from helpers import find, get_or_create, locked_or_created
from models import Label, Tag, Team, session


def tag(name):
    return Tag.named(name) #!


def team(name):
    return Team.named(name)


def tag_again(name):
    row, is_new = get_or_create(session, Tag, name=name) #!
    return row.id if is_new else None


def label(team_id, text):
    return get_or_create(session, Label, team=team_id, text=text)


def label_of_text(team_id, text):
    return get_or_create(session, Label, defaults={"team": team_id}, text=text) #!


def only_find(name):
    return find(session, Tag, name=name)


def locked(text):
    return locked_or_created(session, Label, text=text)
