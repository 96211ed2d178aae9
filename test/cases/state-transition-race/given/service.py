from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from models import Coupon
from repository import PlainRepository, Repository


class CouponRepository(Repository[Coupon]):
    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, Coupon)


async def redeem(coupons: CouponRepository, key: int):
    coupon = await coupons.get(key)
    if coupon is None:
        raise HTTPException(404)
    if coupon.used:
        raise HTTPException(409)
    await coupons.change(coupon, {"used": True}) #!


async def redeem_locked(coupons: CouponRepository, key: int):
    coupon = await coupons.locked(key)
    if coupon is None:
        raise HTTPException(404)
    if coupon.used:
        raise HTTPException(409)
    await coupons.change(coupon, {"used": True})


async def cancel(coupons: CouponRepository, key: int):
    coupon = await coupons.get(key)
    if coupon.status != "open":
        raise HTTPException(409)
    await coupons.change_by_key(key, status="cancelled") #!


async def cancel_other(coupons: CouponRepository, key: int, other: int):
    coupon = await coupons.get(key)
    if coupon.status != "open":
        raise HTTPException(409)
    await coupons.change_by_key(other, status="cancelled")


async def cancel_plainly(session: AsyncSession, repository: PlainRepository, key: int):
    coupon = await repository.get(session, Coupon, key)
    if coupon.status != "open":
        raise HTTPException(409)
    await repository.change(session, coupon, {"status": "cancelled"}) #!


async def rewrite(coupons: CouponRepository, key: int, text: str):
    coupon = await coupons.get(key)
    if coupon.used:
        raise HTTPException(409)
    await coupons.change(coupon, {"text": text})


async def reset(coupons: CouponRepository, key: int):
    coupon = await coupons.get(key)
    await coupons.change(coupon, {"status": "open"})
