from datetime import UTC, datetime

import httpx
from models import Kayak, Voucher
from sqlalchemy import select
from sqlalchemy.orm import Session


def take(session: Session, key: int, member: int) -> str:
    kayak = session.get(Kayak, key)
    if kayak.assigned_to is not None:
        message = "taken"
    elif member < 0:
        message = "unknown"
    else:
        kayak.assigned_to = member  #!
        session.commit()
        message = "yours"
    return message


def take_quietly(session: Session, key: int, member: int) -> bool:
    kayak = session.get(Kayak, key)
    holder = kayak.assigned_to
    if holder:
        return False
    kayak.assigned_to = member  #!
    session.commit()
    return True


def take_any(session: Session, member: int) -> Kayak | None:
    kayak = session.scalars(select(Kayak).where(Kayak.assigned_to.is_(None)).limit(1)).first()
    if kayak is None:
        return None
    kayak.assigned_to = member  #!
    session.commit()
    return kayak


def take_any_locked(session: Session, member: int) -> Kayak | None:
    query = select(Kayak).where(Kayak.assigned_to.is_(None)).limit(1)
    kayak = session.scalars(query.with_for_update(skip_locked=True)).first()
    if kayak is None:
        return None
    kayak.assigned_to = member
    session.commit()
    return kayak


def moor(session: Session, dock: int) -> Kayak | None:
    kayak = session.scalars(select(Kayak).where(Kayak.dock_id.is_(None)).limit(1)).first()
    if kayak is None:
        return None
    kayak.dock_id = dock  #!
    session.commit()
    return kayak


def moor_all(session: Session, dock: int) -> None:
    for kayak in session.scalars(select(Kayak).where(Kayak.dock_id.is_(None))):
        kayak.dock_id = dock
    session.commit()


def moor_one(session: Session, key: int, dock: int) -> None:
    """A blank that is filled in, the same by everybody."""
    kayak = session.get(Kayak, key)
    if kayak.dock_id is None:
        kayak.dock_id = dock
        session.commit()


def give_back(session: Session, key: int) -> None:
    kayak = session.get(Kayak, key)
    if kayak.assigned_to is None:
        return
    kayak.assigned_to = None
    session.commit()


def christen(session: Session, key: int, name: str) -> None:
    kayak = session.get(Kayak, key)
    if not kayak.nickname:
        kayak.nickname = name
        session.commit()


def enrol(session: Session, key: int, client: httpx.Client) -> str:
    kayak = session.get(Kayak, key)
    reference = kayak.gateway_ref
    if not reference:
        answer = client.post("https://gateway.example/boats", json={"boat": key})
        reference = answer.json()["id"]
        kayak.gateway_ref = reference  #!
        session.commit()
    return reference


def enrol_locked(session: Session, key: int, client: httpx.Client) -> str:
    kayak = session.get(Kayak, key, with_for_update=True)
    reference = kayak.gateway_ref
    if not reference:
        answer = client.post("https://gateway.example/boats", json={"boat": key})
        reference = answer.json()["id"]
        kayak.gateway_ref = reference
        session.commit()
    return reference


def label(session: Session, key: int, client: httpx.Client) -> None:
    """Only asked for: the second answer is the same."""
    kayak = session.get(Kayak, key)
    if not kayak.nickname:
        kayak.nickname = client.get("https://names.example/next").text
        session.commit()


def change_lock(session: Session, key: int, shown: str, fresh: str) -> None:
    kayak = session.get(Kayak, key)
    if kayak is None or kayak.door_token != shown:
        raise PermissionError(key)
    kayak.door_token = fresh  #!
    session.commit()


def change_lock_held(session: Session, key: int, shown: str, fresh: str) -> None:
    kayak = session.scalars(select(Kayak).where(Kayak.id == key).with_for_update()).one()
    if kayak.door_token != shown:
        raise PermissionError(key)
    kayak.door_token = fresh
    session.commit()


def rename(session: Session, key: int, old: str, new: str) -> None:
    """Names are not used up."""
    kayak = session.get(Kayak, key)
    if kayak.nickname != old:
        raise ValueError(old)
    kayak.nickname = new
    session.commit()


def redeem(session: Session, code: str) -> bool:
    query = select(Voucher).where(Voucher.code == code, Voucher.redeemed_at.is_(None))
    voucher = session.scalars(query).one_or_none()
    if voucher is None:
        return False
    voucher.redeemed_at = datetime.now(UTC)  #!
    session.commit()
    return True


def drop(session: Session, code: str) -> None:
    """Deleted twice is deleted."""
    query = select(Voucher).where(Voucher.code == code, Voucher.is_deleted.is_(False))
    voucher = session.scalars(query).one()
    voucher.is_deleted = True
    session.commit()
