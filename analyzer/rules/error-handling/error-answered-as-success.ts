import { describeRoute } from '../../matching/routes/route-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { answeredErrors } from './matching/answered-errors.ts'

export default defineRule({
  id: 'error-answered-as-success',
  title: 'Error answered with status 200',
  consequence:
    'Clients, caches and monitoring take the failure for a success: nothing is tried again and no alarm is raised.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [394],
  confidence: 'medium',
  why: `
The status says whether a request has worked; \`raise_for_status()\`, retries, caches and the figures of the operators look at nothing
else. A body with \`error\` under status 200 reaches the code for the good case, which then misses the fields that it came for.
`,
  fix: `
Answer with the status that fits: \`raise HTTPException(404, 'no such level')\`, \`return jsonify(error='...'), 404\`,
\`Response({...}, status=404)\`. The routes beside this one do so already.
`,
  exemptions: [
    {
      text: 'A status that is given, in whatever form.',
      quiet: py`
        from fastapi import FastAPI, HTTPException, Response
        from fastapi.responses import JSONResponse

        app = FastAPI()
        rows = {}

        @app.get('/levels/{level_id}')
        def level(level_id: int):
            if level_id not in rows:
                return JSONResponse({'error': 'no such level'}, status_code=404)
            return rows[level_id]

        @app.get('/shelves/{shelf_id}')
        def shelf(shelf_id: int, response: Response):
            if shelf_id not in rows:
                response.status_code = 404
                return {'error': 'no such shelf'}
            return rows[shelf_id]

        @app.get('/jars/{jar_id}')
        def jar(jar_id: int):
            if jar_id not in rows:
                raise HTTPException(404, 'no such jar')
            return rows[jar_id]
      `,
    },
    {
      text: 'Health checks, batches, messages of sockets and protocols with errors of their own.',
      quiet: py`
        from fastapi import FastAPI, HTTPException, WebSocket

        app = FastAPI()
        rows = {}

        @app.get('/health')
        def health():
            if not rows:
                return {'status': 'down', 'error': 'no rows'}
            return {'status': 'up'}

        @app.post('/levels/batch')
        def batch(ids: list[int]):
            if not ids:
                return {'error': 'nothing to do'}
            return {'done': ids}

        @app.post('/rpc')
        def rpc(call: dict):
            if call['method'] not in rows:
                return {'jsonrpc': '2.0', 'error': {'code': -32601}, 'id': call['id']}
            return {'jsonrpc': '2.0', 'result': 1, 'id': call['id']}

        @app.get('/levels/{level_id}')
        def level(level_id: int):
            if level_id not in rows:
                raise HTTPException(404)
            return rows[level_id]
      `,
    },
    {
      text: 'Services that answer each failure in this way.',
      quiet: py`
        from flask import Flask, jsonify

        app = Flask(__name__)
        rows = {}

        @app.get('/levels/<int:level_id>')
        def level(level_id):
            if level_id not in rows:
                return jsonify({'error': 'no such level'})
            return jsonify(rows[level_id])
      `,
    },
    {
      text: 'A pair of body and status where the framework understands it, or that says something else.',
      quiet: {
        'shop/flaskish.py': py`
          from flask import Blueprint

          bp = Blueprint('levels', __name__)
          rows = {}

          @bp.get('/levels/<int:level_id>')
          def level(level_id):
              if level_id not in rows:
                  return {'error': 'no such level'}, 404
              return rows[level_id]
        `,
        'shop/fast.py': py`
          from fastapi import APIRouter

          router = APIRouter()

          @router.get('/span')
          def span():
              return 400, 450

          @router.get('/levels/{level_id}/range')
          def around(level_id: int):
              return level_id, level_id + 404
        `,
      },
    },
    {
      text: 'An error that is one of several things told of the row.',
      quiet: py`
        from fastapi import FastAPI, HTTPException

        app = FastAPI()
        jobs = {}

        @app.get('/jobs/{job_id}')
        def job(job_id: int):
            if job_id not in jobs:
                raise HTTPException(404)
            if jobs[job_id].failed:
                return {'id': job_id, 'state': 'failed', 'error': jobs[job_id].error}
            return {'id': job_id, 'state': 'done'}
      `,
    },
  ],
  limits: ['Bodies that a helper of another file puts together.'],
  bad: [
    py`
      from fastapi import FastAPI, HTTPException

      app = FastAPI()
      rows = {}

      @app.get('/levels/{level_id}')
      def level(level_id: int):
          if level_id not in rows:
              raise HTTPException(404, 'no such level')
          return rows[level_id]

      @app.post('/levels/{level_id}/count')
      def count(level_id: int):
          row = rows.get(level_id)
          if row is None:
              return {'error': 'no such level'} #!
          return row
    `,
    py`
      from flask import Flask, abort, jsonify

      app = Flask(__name__)
      rows = {}

      @app.get('/levels/<int:level_id>')
      def level(level_id):
          if level_id not in rows:
              abort(404)
          return jsonify(rows[level_id])

      @app.post('/levels/<int:level_id>/count')
      def count(level_id):
          try:
              row = rows[level_id]
          except KeyError:
              return jsonify(error='no such level') #!
          return jsonify(row)
    `,
    py`
      from http import HTTPStatus
      from fastapi import APIRouter, status

      router = APIRouter()
      rows = {}

      @router.get('/levels/{level_id}')
      async def level(level_id: int):
          if level_id not in rows:
              return {'message': 'no such level'}, 404 #!
          return rows[level_id]

      @router.delete('/levels/{level_id}')
      async def drop(level_id: int):
          if level_id not in rows:
              return {'message': 'no such level'}, status.HTTP_404_NOT_FOUND #!
          try:
              del rows[level_id]
          except KeyError:
              return ({'message': 'gone'}, HTTPStatus.GONE) #!
          return {}
    `,
    py`
      from flask import Flask, abort, jsonify

      app = Flask(__name__)
      rows = {}

      def answer(work, level_id):
          try:
              work(level_id)
          except ValueError as error:
              return jsonify({'ok': False, 'error': str(error)}) #!
          return jsonify({'ok': True})

      @app.get('/levels/<int:level_id>')
      def level(level_id):
          if level_id not in rows:
              abort(404)
          return jsonify(rows[level_id])

      @app.post('/levels/<int:level_id>/fill')
      def fill(level_id):
          return answer(rows[level_id].fill, level_id)
    `,
    {
      'shop/urls.py': py`
        from django.urls import path
        from shop import views

        urlpatterns = [path('levels/<int:pk>/', views.level), path('shelves/<int:pk>/', views.shelf)]
      `,
      'shop/views.py': py`
        from django.http import JsonResponse
        from shop.store import rows

        def level(request, pk):
            if pk not in rows:
                return JsonResponse({'detail': 'no such level'}, status=404)
            return JsonResponse(rows[pk])

        def shelf(request, pk):
            if pk not in rows:
                return JsonResponse({'detail': 'no such shelf'}) #!
            return JsonResponse(rows[pk])
      `,
    },
  ],
  good: [
    py`
      from fastapi import FastAPI, HTTPException

      app = FastAPI()
      rows = {}

      @app.get('/levels/{level_id}')
      def level(level_id: int):
          if level_id not in rows:
              raise HTTPException(404, 'no such level')
          return rows[level_id]

      @app.post('/levels/{level_id}/count')
      def count(level_id: int):
          row = rows.get(level_id)
          if row is None:
              raise HTTPException(404, 'no such level')
          return row
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { answer, placed, isPair } of answeredErrors(checker)) {
        if (isPair) {
          checker.report({
            node: answer,
            message: `${describeRoute(checker, placed.route)} answers with the pair as its body, under status 200 or, where a response model is declared, as a server error: the status is not understood here.`,
            confidence: 'high',
          })
          continue
        }
        checker.report({
          node: answer,
          message: `${describeRoute(checker, placed.route)} answers a failure with status 200, while this file elsewhere says by the status that something has failed.`,
        })
      }
    },
  },
})
