from typing import Annotated
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from app import service as svc
from app.auth import get_current_user
from app.models import User
from app.repo import InvoiceRepository
from app.service import InvoiceService, archive

router = APIRouter(prefix='/invoices')
CurrentUser = Annotated[User, Depends(get_current_user)]


def get_session() -> AsyncSession: ...


def get_service(session: Annotated[AsyncSession, Depends(get_session)]) -> InvoiceService:
    return InvoiceService(InvoiceRepository(session), None)


Service = Annotated[InvoiceService, Depends(get_service)]


@router.post('/{invoice_id}/pay')
async def pay(invoice_id: int, service: Service, user: CurrentUser):
    return await service.pay(invoice_id)  #!


@router.post('/{invoice_id}/cancel')
async def cancel(invoice_id: int, reason: str, user: CurrentUser, service: InvoiceService = Depends(get_service)):
    await service.cancel(invoice_id, reason=reason)  #!


@router.post('/{invoice_id}/remind')
async def remind(invoice_id: int, service: Service, user: CurrentUser):
    await service.remind(invoice_id=invoice_id)  #!


@router.post('/{invoice_id}/archive')
async def archive_invoice(invoice_id: int, user: CurrentUser, session: AsyncSession = Depends(get_session)):
    await archive(session, invoice_id)  #!


@router.get('/{invoice_id}')
async def read(invoice_id: int, service: Service, user: CurrentUser):
    return await service.repo.by_id(invoice_id)  #!


@router.post('/{invoice_id}/a')
async def a(invoice_id: int, service: Service, user: CurrentUser):
    await service.pay_own(invoice_id, user)


@router.post('/{invoice_id}/b')
async def b(invoice_id: int, service: Service, user: CurrentUser):
    await service.pay_scoped(invoice_id, user)


@router.post('/{invoice_id}/c')
async def c(invoice_id: int, service: Service, user: CurrentUser):
    await service.pay_checked(invoice_id, user)


@router.post('/{invoice_id}/d')
async def d(invoice_id: int, service: Service, user: CurrentUser):
    await service.pay_policy(invoice_id, user)


@router.get('/countries/{country_id}')
async def country(country_id: int, service: Service, user: CurrentUser):
    return await service.country(country_id)


@router.post('/{invoice_id}/e')
async def e(invoice_id: int, service: Service, user: CurrentUser):
    invoice = await service.pay(invoice_id)
    if invoice.user_id != user.id:
        raise HTTPException(403)


@router.get('/own')
async def own(service: Service, user: CurrentUser, invoice_id: int):
    return await service.pay(invoice_id)
