import type { Rows } from '../../domain/sql/read-rows.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { functionKey } from '../../gather/define.ts'
import { fullLists } from '../../gather/full-lists.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isRoute } from '../../matching/inputs/input-sources.ts'
import { routesHere } from '../../matching/routes/route-places.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { targetsOf } from '../../matching/rows/row-helpers.ts'
import {
  F_BODY,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_AWAIT,
  K_FOR_STATEMENT,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { loopsOf } from './matching/row-loops.ts'

export default defineRule({
  id: 'unbounded-query',
  title: 'Endpoint that reads a whole table',
  consequence:
    'The answer grows with the table: the endpoint becomes slow, then runs out of memory, and anybody can trigger it.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [770],
  confidence: 'medium',
  why: `
The handler reads all rows of a table, with no limit and no condition that keeps them few. With ten rows in
development that is fast. With a million rows each request loads all of them into memory, makes objects of
them and writes them as JSON; a few requests at once bring the process down.
`,
  fix: `
Take \`limit\` and \`offset\` (or the last key seen) as parameters with an upper bound, order the query, and
pass them on: \`.order_by(Order.id).limit(limit)\`.
`,
  exemptions: [
    {
      text: 'A query with a limit, or one that a library cuts into pages.',
      quiet: py`
        from fastapi import APIRouter
        from fastapi_pagination.ext.sqlalchemy import paginate
        from sqlalchemy import select

        router = APIRouter()

        @router.get('/orders')
        async def orders(session, limit: int = 50):
            rows = await session.scalars(select(Order).limit(limit))
            return rows.all()

        @router.get('/pages')
        async def pages(session):
            return await paginate(session, select(Order))
      `,
    },
    {
      text: 'Rows of one parent: a condition by a key keeps them few.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy import select

        router = APIRouter()

        @router.get('/orders/{order_id}/lines')
        async def lines(order_id: int, session):
            rows = await session.scalars(select(Line).where(Line.order_id == order_id))
            return rows.all()

        @router.get('/lines')
        async def some(ids: str, session):
            rows = await session.scalars(select(Line).where(Line.id.in_(ids.split(','))))
            return rows.all()
      `,
    },
    {
      text: 'Rows that Django is asked for a page at a time, or that belong to one row.',
      quiet: {
        'shop/models.py': py`
          from django.db import models

          class Shop(models.Model):
              name = models.CharField(max_length=20)

          class Order(models.Model):
              shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name='orders')
        `,
        'shop/urls.py': py`
          from django.urls import path

          from shop import views

          urlpatterns = [path('orders/', views.orders), path('shops/<int:pk>/', views.Shops.as_view())]
        `,
        'shop/views.py': py`
          from django.http import JsonResponse
          from django.shortcuts import get_object_or_404
          from rest_framework.response import Response
          from rest_framework.views import APIView

          from shop.models import Order, Shop
          from shop.serializers import OrderSerializer

          class Shops(APIView):
              def get(self, request, pk):
                  shop = get_object_or_404(Shop, pk=pk)
                  return Response(OrderSerializer(shop.orders.all(), many=True).data)

          def orders(request):
              return JsonResponse({'orders': [one.pk for one in Order.objects.order_by('pk')[:50]]})
        `,
      },
    },
    {
      text: 'Code that is no endpoint, and counts instead of rows.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy import func, select

        router = APIRouter()

        async def export(session):
            rows = await session.scalars(select(Order))
            return rows.all()

        @router.get('/count')
        async def count(session):
            return (await session.execute(select(func.count(Order.id)))).scalar_one()
      `,
    },
  ],
  limits: [
    'Of the functions that a handler calls only those are seen that do nothing but list a table.',
    'That a table is small by nature, as one of countries, cannot be seen.',
  ],
  bad: [
    py`
      from fastapi import APIRouter
      from sqlalchemy import select

      router = APIRouter()

      @router.get('/orders')
      async def orders(session):
          rows = await session.scalars(select(Order))
          return rows.all() #!
    `,
    py`
      from flask import Flask, jsonify
      from flask_sqlalchemy import SQLAlchemy

      app = Flask(__name__)
      db = SQLAlchemy(app)

      class Order(db.Model):
          id = db.Column(db.Integer, primary_key=True)
          is_open = db.Column(db.Boolean)

      @app.route('/orders')
      def orders():
          return jsonify([one.id for one in Order.query.all()]) #!

      @app.route('/open')
      def open_orders():
          return jsonify([one.id for one in Order.query.filter_by(is_open=True).all()]) #!
    `,
    {
      'shop/models.py': py`
        from django.db import models

        class Order(models.Model):
            number = models.CharField(max_length=20)
      `,
      'shop/urls.py': py`
        from django.urls import path

        from shop import views

        urlpatterns = [path('orders/', views.Orders.as_view()), path('all/', views.numbers)]
      `,
      'shop/views.py': py`
        from django.http import JsonResponse
        from rest_framework.response import Response
        from rest_framework.views import APIView

        from shop.models import Order
        from shop.serializers import OrderSerializer

        class Orders(APIView):
            def get(self, request):
                return Response(OrderSerializer(Order.objects.all(), many=True).data) #!

            def post(self, request):
                order = Order.objects.get(pk=request.data['id'])
                return Response(OrderSerializer(order).data)

        def numbers(request):
            rows = Order.objects.all()
            return JsonResponse({'numbers': [one.number for one in rows]}) #!
      `,
    },
  ],
  good: [
    py`
      from fastapi import APIRouter, Query
      from sqlalchemy import select

      router = APIRouter()

      @router.get('/orders')
      async def orders(session, limit: int = Query(50, le=200), offset: int = 0):
          query = select(Order).order_by(Order.id).limit(limit).offset(offset)
          return (await session.scalars(query)).all()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<Node>()
      for (const { call, rows, owner } of executedQueries(checker)) {
        if (owner === undefined || !isHandler(checker, owner)) continue
        if (rows.taken !== 'all' || !isWhole(checker, rows)) continue
        if (isPaged(checker, call) || isUsedUp(checker, call)) continue
        told.add(rows.node)
        report(checker, owner, call, rows.query.model?.name)
      }
      for (const { iterable, node, rows } of loopsOf(checker)) {
        const [first] = rows
        const owner = checker.facts.enclosingFunction(node)
        if (first === undefined || owner === undefined || !isHandler(checker, owner)) continue
        if (told.has(first.node) || first.taken !== 'open' || !isWhole(checker, first)) continue
        if (checker.tree.kind(node) === K_FOR_STATEMENT) continue
        told.add(first.node)
        report(checker, owner, iterable, first.query.model?.name)
      }
      for (const call of checker.facts.callsTo('builtins.list')) {
        const given = checker.facts.arguments(call)[0]?.value ?? NO_NODE
        const owner = checker.facts.enclosingFunction(call)
        if (given === NO_NODE || owner === undefined || !isHandler(checker, owner)) continue
        const [rows] = sqlOf(checker).rows(given)
        if (rows === undefined || told.has(rows.node) || !isWhole(checker, rows)) continue
        if (rows.taken !== 'open' || isUsedUp(checker, call)) continue
        told.add(rows.node)
        report(checker, owner, call, rows.query.model?.name)
      }
      reportSerialized(checker, told)
      reportHelpers(checker)
    },
  },
})

/** A function that a decorator makes a route, or the method or function behind a URL of Django. */
function isHandler(checker: Checker, owner: FunctionFacts): boolean {
  return isRoute(checker, owner) || routesHere(checker).some((one) => one.owner === owner)
}

/** `OrderSerializer(Order.objects.all(), many=True)`: every row goes into the answer. */
function reportSerialized(checker: Checker, told: Set<Node>): void {
  const { tree, facts } = checker
  for (const call of facts.calls) {
    const [rows, ...others] = facts.arguments(call)
    const isList = others.some(({ name, value }) => name === 'many' && tree.text(value) === 'True')
    const owner = facts.enclosingFunction(call)
    if (!isList || rows === undefined || owner === undefined || !isHandler(checker, owner)) continue
    const [first] = sqlOf(checker).rows(rows.value)
    if (first === undefined || told.has(first.node) || !isWhole(checker, first)) continue
    if (first.taken !== 'open' && first.taken !== 'all') continue
    told.add(first.node)
    report(checker, owner, call, first.query.model?.name)
  }
}

/** `return repository.all()`: a function that lists a table for the handler. */
function reportHelpers(checker: Checker): void {
  const { tree, facts } = checker
  const lists = checker.project.gathered(fullLists)
  if (lists.size === 0) return
  for (const call of facts.calls) {
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || !isHandler(checker, owner)) continue
    const [only, more] = targetsOf(checker, call)
    const model =
      only === undefined || more !== undefined ? undefined : lists.get(functionKey(only))
    if (model === undefined || isUsedUp(checker, call)) continue
    checker.report({
      node: call,
      message: `\`${owner.name}\` answers with every row of \`${model}\` that there is: \`${calleeName(tree, call)}\` has no limit.`,
    })
  }
}

function report(
  checker: Checker,
  owner: FunctionFacts,
  node: Node,
  model: string | undefined,
): void {
  checker.report({
    node,
    message: `\`${owner.name}\` answers with every row of \`${model ?? 'the table'}\` that there is.`,
  })
}

/** A query of rows without a limit or a condition that keeps them few. */
function isWhole(checker: Checker, { query }: Rows): boolean {
  if (query.action !== 'select' || query.limit !== NO_NODE || query.asks !== 'rows') return false
  if (!query.isComplete) return false
  return !query.predicates.some(
    ({ op, column, isConditional, value }) =>
      !isConditional &&
      // `customer__city=city` of Django names a row of another table, or several.
      (op === 'in' ||
        (op === 'other' &&
          query.style === 'django' &&
          value !== NO_NODE &&
          !isFlag(checker.tree.text(value))) ||
        (op === '=' &&
          (value === NO_NODE || !isFlag(checker.tree.text(value)) || /id$/i.test(column)))),
  )
}

/** Some at a time, or values that are fewer than the rows. */
function isPaged({ tree }: Checker, call: Node): boolean {
  return (
    /^(?:fetchmany|paginate)$/.test(calleeName(tree, call)) ||
    /\.(?:distinct|group_by)\(/.test(tree.text(call))
  )
}

/** Rows that the handler counts, or goes through and changes, and does not collect for its answer. */
function isUsedUp({ tree }: Checker, call: Node): boolean {
  let node = call
  if (tree.kind(tree.parent(node)) === K_AWAIT) node = tree.parent(node)
  const loop = tree.parent(node)
  // `len(query.all())`: another rule tells that the database counts without sending them.
  if (tree.kind(loop) === K_ARGUMENT_LIST && calleeName(tree, tree.parent(loop)) === 'len') {
    return true
  }
  if (tree.kind(loop) !== K_FOR_STATEMENT || tree.child(loop, F_RIGHT) !== node) return false
  return !/\.(?:append|add|extend)\(|\byield\b|\]\s*=|\+=/.test(tree.text(tree.child(loop, F_BODY)))
}

/** A constant that splits a table into a few large parts. */
function isFlag(value: string): boolean {
  return (
    value === 'True' ||
    value === 'False' ||
    /^['"]/.test(value) ||
    /^[A-Z]\w*\.[A-Z_]+$/.test(value)
  )
}
