import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { requiredRows } from './matching/required-rows.ts'

const MODELS = py`
  from django.db import models

  class Order(models.Model):
      number = models.CharField(max_length=20, unique=True)
`
const URLS = py`
  from django.urls import path
  from shop import views

  urlpatterns = [path("orders/<int:pk>/", views.show), path("find/", views.find)]
`
const ROWS = py`
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

  class Base(DeclarativeBase):
      pass

  class Order(Base):
      __tablename__ = "orders"
      id: Mapped[int] = mapped_column(primary_key=True)
      number: Mapped[str]
`

export default defineRule({
  id: 'missing-row-unhandled',
  title: 'Unknown key answered as a server error',
  consequence:
    'Whoever asks for what is not there, or is no longer, gets a 500 instead of a 404, and each such request is an alarm.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [248, 703],
  confidence: 'medium',
  why: `
\`one()\`, \`scalar_one()\` and Django's \`get()\` raise when there is no such row. The key comes from the client, so a stale link, a deleted row or a typing
mistake is enough. Nothing catches the error on its way: the client is told that the server is broken and tries again, error budgets and alarms count
what is no fault of the server.
`,
  fix: `
In Django \`get_object_or_404(Order, pk=pk)\`. In SQLAlchemy \`scalar_one_or_none()\` and \`raise HTTPException(404)\`, or one handler for
\`NoResultFound\` that is registered for the whole application.
`,
  exemptions: [
    {
      text: 'A lookup that answers with 404 by itself, and one whose error is caught.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/urls.py': URLS,
        'shop/views.py': py`
          from django.http import Http404, JsonResponse
          from django.shortcuts import get_object_or_404
          from shop.models import Order

          def show(request, pk):
              order = get_object_or_404(Order, pk=pk)
              return JsonResponse({"number": order.number})

          def find(request):
              try:
                  order = Order.objects.get(number=request.GET.get("number"))
              except Order.DoesNotExist:
                  raise Http404("no such order")
              return JsonResponse({"number": order.number})
        `,
      },
    },
    {
      text: 'A handler of the application, or a decorator of the project, that answers for it.',
      quiet: {
        'app/models.py': ROWS,
        'app/main.py': py`
          from fastapi import FastAPI, Request
          from fastapi.responses import JSONResponse
          from sqlalchemy.exc import NoResultFound
          from app.api import router

          app = FastAPI()
          app.include_router(router)

          @app.exception_handler(NoResultFound)
          async def missing(request: Request, error: NoResultFound):
              return JSONResponse({"detail": "not found"}, status_code=404)
        `,
        'app/api.py': py`
          from fastapi import APIRouter
          from sqlalchemy import select
          from app.models import Order

          router = APIRouter()

          @router.get("/orders/{order_id}")
          async def show(order_id: int, session):
              order = (await session.execute(select(Order).where(Order.id == order_id))).scalar_one()
              return {"number": order.number}
        `,
      },
    },
    {
      text: 'A row whose key does not come from the client, and one that was asked for before.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/urls.py': URLS,
        'shop/views.py': py`
          from django.conf import settings
          from django.http import Http404, JsonResponse
          from shop.models import Order

          def show(request, pk):
              if not Order.objects.filter(pk=pk).exists():
                  raise Http404("no such order")
              return JsonResponse({"number": Order.objects.get(pk=pk).number})

          def find(request):
              return JsonResponse({"number": Order.objects.get(pk=settings.FIRST_ORDER).number})
        `,
      },
    },
    {
      text: 'Functions that are no handlers: their callers may expect the error.',
      quiet: {
        'shop/models.py': MODELS,
        'shop/orders.py': py`
          from shop.models import Order

          def order_of(pk):
              return Order.objects.get(pk=pk)
        `,
      },
    },
    {
      text: 'Lookups that give nothing where there is no row.',
      quiet: {
        'app/models.py': ROWS,
        'app/api.py': py`
          from fastapi import APIRouter, HTTPException
          from sqlalchemy import select
          from sqlalchemy.orm import Session
          from app.models import Order

          router = APIRouter()

          @router.get("/orders/{order_id}")
          def show(order_id: int, session: Session):
              order = session.get(Order, order_id)
              other = session.scalars(select(Order).where(Order.id == order_id)).one_or_none()
              if order is None or other is None:
                  raise HTTPException(404)
              return {"number": order.number}
        `,
      },
    },
  ],
  limits: ['Lookups in functions that a handler calls are not seen.'],
  bad: [
    {
      'shop/models.py': MODELS,
      'shop/urls.py': URLS,
      'shop/views.py': py`
        from django.http import JsonResponse
        from shop.models import Order

        def show(request, pk):
            order = Order.objects.get(pk=pk) #!
            return JsonResponse({"number": order.number})

        def find(request):
            number = request.GET.get("number", "")
            order = Order.objects.get(number=number) #!
            return JsonResponse({"number": order.number})
      `,
    },
    {
      'app/models.py': ROWS,
      'app/api.py': py`
        from fastapi import APIRouter
        from sqlalchemy import select
        from sqlalchemy.orm import Session
        from app.models import Order

        router = APIRouter()

        @router.get("/orders/{order_id}")
        def show(order_id: int, session: Session):
            order = session.execute(select(Order).where(Order.id == order_id)).scalar_one() #!
            return {"number": order.number}

        @router.get("/numbers/{number}")
        def by_number(number: str, session: Session):
            order = session.query(Order).filter(Order.number == number).one() #!
            return {"id": order.id}
      `,
    },
  ],
  good: [
    {
      'shop/models.py': MODELS,
      'shop/urls.py': URLS,
      'shop/views.py': py`
        from django.http import JsonResponse
        from django.shortcuts import get_object_or_404
        from shop.models import Order

        def show(request, pk):
            order = get_object_or_404(Order, pk=pk)
            return JsonResponse({"number": order.number})
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { owner, call, model, error } of requiredRows(checker)) {
        checker.report({
          node: call,
          message: `\`${owner.name}\` answers a key without a \`${model}\` with a server error: nothing catches \`${error}\`.`,
        })
      }
    },
  },
})
