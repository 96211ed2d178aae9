import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isString } from '../../facts/strings.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { caughtTypes, isBroadHandler } from '../../matching/errors/handlers.ts'
import { isRoute } from '../../matching/inputs/input-sources.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { routesHere } from '../../matching/routes/route-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const RESPONSES =
  /^(?:HTTPException|JSONResponse|ORJSONResponse|PlainTextResponse|HTMLResponse|Response|HttpResponse\w*|JsonResponse|jsonify|make_response|abort|json_response|HTTPError|HTTPInternalServerError|ErrorResponse|APIException|WebSocketException)$/
const TRACE =
  /^(?:traceback\.format_exc|traceback\.format_exception|traceback\.format_tb|traceback\.format_stack|cgitb\.html|sys\.exc_info)$/
/** Exceptions whose text the program itself writes for the client. */
const OWN_TEXT =
  /^(?:ValueError|KeyError|ValidationError|HTTPException|HTTPError|RequestValidationError|InvalidInput\w*|PermissionError|BadRequest\w*|NotFound\w*|\w*(?:Validation|NotFound|Invalid|Conflict|Duplicate|Permission|Forbidden|Denied|Domain|Business|Client|User|AlreadyExists)\w*|ObjectDoesNotExist|DoesNotExist|Http404|LookupError|AssertionError)$/

export default defineRule({
  id: 'error-detail-exposed',
  title: 'Text of an internal error sent to the client',
  consequence: 'Answers tell attackers about tables, paths, hosts and libraries of the service.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [209, 497],
  confidence: 'medium',
  why: `
The text of an unexpected exception is written for developers: it names tables and columns, files, hosts of the inner network,
sometimes the parameters of a query or a connection string. A traceback tells the versions and the structure too.
`,
  fix: `
Log the exception (\`logger.exception(...)\`) and answer with a fixed text and an identifier that leads to the log entry. Errors that
the client can mend get their own exception with a text that is meant for it.
`,
  exemptions: [
    {
      text: 'A fixed text for the client, the details in the log.',
      quiet: py`
        import logging
        from fastapi import FastAPI, HTTPException

        app = FastAPI()

        @app.get('/items')
        async def items():
            try:
                return await load()
            except Exception as error:
                logging.exception('items failed: %s', error)
                raise HTTPException(status_code=500, detail='internal error') from error
      `,
    },
    {
      text: 'An exception of the program that is written for the client.',
      quiet: py`
        from fastapi import FastAPI, HTTPException
        from app.errors import OrderNotFoundError

        app = FastAPI()

        @app.get('/orders')
        async def orders():
            try:
                return await load()
            except OrderNotFoundError as error:
                raise HTTPException(status_code=404, detail=str(error)) from error
            except ValueError as error:
                raise HTTPException(status_code=422, detail=str(error)) from error

        class SoldOut(Exception):
            pass

        @app.post('/orders')
        async def order():
            try:
                return await place()
            except SoldOut as error:
                raise HTTPException(status_code=409, detail=str(error)) from error
      `,
    },
    {
      text: 'A handler for errors of the client, or of exceptions that are written for it.',
      quiet: py`
        from flask import Flask, jsonify
        from app.errors import DomainError

        app = Flask(__name__)

        @app.errorhandler(404)
        def not_found(error):
            return str(error), 404

        @app.errorhandler(DomainError)
        def domain_error(error):
            return jsonify(error=str(error)), 409

        @app.errorhandler(Exception)
        def failed(error):
            app.logger.error('failed: %s', error)
            return 'internal error', 500
      `,
    },
    {
      text: 'Code that answers nobody.',
      quiet: py`
        def run(job):
            try:
                job.start()
            except Exception as error:
                return {'error': str(error)}
      `,
    },
  ],
  limits: ['Whether an exception of a library carries anything that is secret is not known.'],
  bad: [
    py`
      from fastapi import FastAPI, HTTPException

      app = FastAPI()

      @app.get('/items')
      async def items():
          try:
              return await load()
          except Exception as error:
              raise HTTPException(status_code=500, detail=str(error)) #!
    `,
    py`
      import traceback
      from flask import Flask, jsonify
      from django.http import HttpResponse, JsonResponse

      app = Flask(__name__)

      @app.route('/items')
      def items():
          try:
              return load()
          except Exception as e:
              return jsonify({'error': f'failed: {e}'}), 500 #!

      @app.route('/other')
      def other():
          try:
              return load()
          except:
              return traceback.format_exc() #!

      @app.route('/more')
      def more():
          try:
              return load()
          except Exception as e:
              return {'error': str(e)}, 500 #!

      def view(request):
          try:
              return HttpResponse(load())
          except (OSError, Exception) as error:
              return JsonResponse({'detail': repr(error)}, status=500) #!

      def other_view(request):
          try:
              return HttpResponse(load())
          except Exception:
              trace = traceback.format_exc()
              return HttpResponse(trace) #!
    `,
    py`
      from fastapi import FastAPI
      from fastapi.responses import JSONResponse
      from flask import Blueprint, Flask, jsonify

      app = Flask(__name__)
      pages = Blueprint('pages', __name__)
      api = FastAPI()

      @app.errorhandler(Exception)
      def failed(e):
          return str(e), 500 #!

      @app.errorhandler(500)
      def broken(error):
          return jsonify(error=f'{error}'), 500 #!

      @pages.app_errorhandler(Exception)
      def shown(e):
          text = str(e)
          return {'error': text}, 500 #!

      @api.exception_handler(Exception)
      async def answered(request, exc):
          return JSONResponse({'detail': str(exc)}, status_code=500) #!
    `,
  ],
  good: [
    py`
      import logging
      from fastapi import FastAPI, HTTPException

      app = FastAPI()

      @app.get('/items')
      async def items():
          try:
              return await load()
          except Exception as error:
              logging.exception('items failed')
              raise HTTPException(status_code=500, detail='internal error') from error
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const owner = checker.facts.functionAt(node)
      if (owner === undefined || owner.decorators.length === 0) return
      const name = owner.parameters.findLast(({ kind }) => kind === 'positional')?.name
      if (name === undefined || !isForAnyError(checker, owner)) return
      const { tree, facts } = checker
      const texts = textsOf(checker, owner, name)
      for (const answer of facts.nodesOfKind(k.K_RETURN_STATEMENT)) {
        if (!tree.contains(node, answer) || facts.enclosingFunction(answer) !== owner) continue
        const leak = [name, ...texts].map((one) => leakOf(checker, answer, one, one !== name))
        if (leak.every((one) => one === undefined)) continue
        checker.report({
          node: answer,
          message: `The text of every unexpected exception is sent to the client, whatever \`${name}\` says.`,
          confidence: 'high',
        })
      }
    },
    [k.K_EXCEPT_CLAUSE](node, checker) {
      const { tree } = checker
      if (!checker.once(WEB, isWeb)) return
      const types = caughtTypes(tree, node)
      const isOwn = types.length > 0 && types.every((type) => isWrittenForClients(checker, type))
      const name = nameOf(checker, node)
      for (const answer of answersIn(checker, node)) {
        const leak = leakOf(checker, answer, name)
        if (leak === undefined || (isOwn && leak !== 'trace')) continue
        checker.report({
          node: answer,
          message:
            leak === 'trace'
              ? 'The traceback is sent to the client.'
              : `The text of \`${name}\` is sent to the client, whatever it says.`,
          confidence: isBroadHandler(checker, node) || leak === 'trace' ? 'high' : 'low',
        })
      }
    },
  },
})

const WEB = {}

function isWeb({ facts }: Checker): boolean {
  return facts.imports.some(({ target }) =>
    /^(?:fastapi|starlette|flask\w*|quart|django|rest_framework|aiohttp|sanic|tornado|falcon|bottle|litestar|werkzeug|pyramid|ninja|responder)\b/.test(
      target ?? '',
    ),
  )
}

/** `@app.errorhandler(Exception)`, `(500)`, `@app.exception_handler(Exception)`. */
function isForAnyError({ tree, facts }: Checker, owner: FunctionFacts): boolean {
  return owner.decorators.some((decorator) => {
    if (tree.kind(decorator) !== k.K_CALL) return false
    if (!/^(?:app_)?errorhandler$|^exception_handler$/.test(calleeName(tree, decorator)))
      return false
    const what = facts.arguments(decorator)[0]?.value
    return (
      what !== undefined &&
      /(?:^|\.)(?:Exception|BaseException|InternalServerError|500)$/.test(tree.text(what))
    )
  })
}

/** Locals that are given the text of the exception: `text = str(error)`. */
function textsOf(checker: Checker, owner: FunctionFacts, name: string): readonly string[] {
  const { tree, facts } = checker
  return facts.bindingsOf(owner.scope).flatMap((binding) => {
    const isText = binding.definitions.some(({ node }) => {
      const value = binding.kind === 'variable' ? assignedValue(tree, node) : NO_NODE
      return value !== NO_NODE && leakOf(checker, value, name) !== undefined
    })
    return isText ? [binding.name] : []
  })
}

/** By its name, or because the program itself declares it and says what its text is. */
function isWrittenForClients(checker: Checker, type: Node): boolean {
  const name = checker.tree.text(type).split('.').at(-1) ?? ''
  return OWN_TEXT.test(name) || checker.valueOf(type)?.kind === 'class'
}

/** The name that the exception is bound to, '' without one. */
function nameOf({ tree }: Checker, clause: Node): string {
  const pattern = tree.child(clause, k.F_VALUE)
  if (pattern === NO_NODE || tree.kind(pattern) !== k.K_AS_PATTERN) return ''
  const target = tree.childOfKind(pattern, k.K_AS_PATTERN_TARGET)
  return target === NO_NODE ? '' : tree.text(target)
}

/** What the clause gives to the client: raised or returned responses, values that a route returns. */
function answersIn(checker: Checker, clause: Node): readonly Node[] {
  const { tree, facts } = checker
  const found: Node[] = []
  const owner = facts.enclosingFunction(clause)
  const isHandler =
    owner !== undefined &&
    (isRoute(checker, owner) || routesHere(checker).some((one) => one.owner === owner))
  const end = tree.endOfSubtree(clause)
  for (let node = clause + 1; node < end; node += 1) {
    const kind = tree.kind(node)
    if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA) {
      node = tree.endOfSubtree(node) - 1
      continue
    }
    if (kind === k.K_CALL && isResponse(checker, node)) {
      const statement = tree.ancestor(
        node,
        k.K_RAISE_STATEMENT,
        k.K_RETURN_STATEMENT,
        k.K_EXPRESSION_STATEMENT,
      )
      const isSent =
        statement !== NO_NODE &&
        (tree.kind(statement) !== k.K_EXPRESSION_STATEMENT || calleeName(tree, node) === 'abort')
      if (isSent) {
        found.push(node)
        node = tree.endOfSubtree(node) - 1
      }
    } else if (kind === k.K_RETURN_STATEMENT && isHandler) {
      const hasResponse = new RegExp(`\\b(?:${RESPONSES.source.slice(4, -2)})\\(`).test(
        tree.text(node),
      )
      if (!hasResponse) found.push(node)
    }
  }
  return found
}

/** By its name, under which it may have been imported as another one. */
function isResponse({ tree, facts }: Checker, call: Node): boolean {
  if (RESPONSES.test(calleeName(tree, call))) return true
  return RESPONSES.test(facts.calleeName(call)?.split('.').at(-1) ?? '')
}

function leakOf(
  checker: Checker,
  answer: Node,
  name: string,
  isAlreadyText = false,
): 'trace' | 'text' | undefined {
  const { tree, facts } = checker
  let leak: 'text' | undefined
  for (let node = answer; node < tree.endOfSubtree(answer); node += 1) {
    if (tree.kind(node) === k.K_CALL && TRACE.test(facts.calleeName(node) ?? '')) return 'trace'
    if (tree.kind(node) !== k.K_IDENTIFIER) continue
    if (name === '' || facts.name(node) !== name) {
      // `trace = traceback.format_exc()` in the same handler.
      const given = provenance(checker).valueOf(node)
      const isHere =
        given !== node && facts.enclosingFunction(given) === facts.enclosingFunction(node)
      // `text = f'failed: {error}'` as well.
      const isComposed = tree.kind(given) === k.K_BINARY_OPERATOR || isString(tree, given)
      if (isHere && (isComposed || tree.kind(given) === k.K_CALL)) {
        const inner = leakOf(checker, given, name)
        if (inner === 'trace') return inner
        leak ??= inner
      }
      continue
    }
    if (facts.resolve(node) === undefined) continue
    const parent = tree.parent(node)
    const kind = parent === NO_NODE ? -1 : tree.kind(parent)
    const isText =
      isAlreadyText ||
      kind === k.K_INTERPOLATION ||
      (kind === k.K_ARGUMENT_LIST &&
        /^(?:str|repr|format|HttpResponse\w*|Response|PlainTextResponse|HTMLResponse)$/.test(
          calleeName(tree, tree.parent(parent)),
        )) ||
      (kind === k.K_ATTRIBUTE && /\.(?:args|message|orig|msg|strerror)$/.test(tree.text(parent))) ||
      kind === k.K_BINARY_OPERATOR
    if (isText) leak = 'text'
  }
  return leak
}
