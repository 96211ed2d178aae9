import { domainOf } from '../../domain/domain-of.ts'
import type { UnwrappedDependency } from '../../domain/routes/route.ts'
import { readUnwrappedParameters } from '../../domain/routes/unwrapped.ts'
import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { argumentFor } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { authSteps, locationOf, routesHere } from '../../matching/routes/route-places.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'auth-dependency-not-wrapped',
  title: 'Check of the caller that the framework never runs',
  consequence:
    'The route looks protected in the source but answers everybody, because the check is never run.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [306, 862],
  why: `
FastAPI runs what stands inside of \`Depends()\` or \`Security()\`. In \`Annotated[User, require_user]\` it
takes the function for a note of somebody else and drops it without a word; as a plain default it takes it
for the default value of a query parameter. The parameter then comes from the client.

\`@app.route(...)\` of Flask, FastAPI and others registers the function as it stands below it. What a
decorator above it makes of the function is kept under its name, and no request ever comes to it.
`,
  fix: `
Wrap it: \`Annotated[User, Depends(require_user)]\`, \`user: User = Depends(require_user)\`,
\`Annotated[User, Security(require_user, scopes=['orders'])]\`. The decorator of the route stands above all
others. A test that calls the route without
credentials and expects 401 keeps it so.
`,
  exemptions: [
    {
      text: 'A check inside of `Depends` or `Security`, also through an alias or a factory that gives one.',
      quiet: py`
        from typing import Annotated
        from fastapi import Depends, FastAPI, HTTPException, Request, Security

        app = FastAPI()

        def require_user(request: Request):
            if 'authorization' not in request.headers:
                raise HTTPException(status_code=401)
            return 'user'

        def require_role(name):
            return Depends(require_user)

        CurrentUser = Annotated[str, Depends(require_user)]

        @app.get('/a')
        async def a(user: CurrentUser):
            return user

        @app.get('/b')
        async def b(user: Annotated[str, Security(require_user, scopes=['x'])]):
            return user

        @app.get('/c')
        async def c(user=require_role('admin')):
            return user
      `,
    },
    {
      text: 'Other notes in `Annotated`, and other defaults.',
      quiet: py`
        from typing import Annotated
        from fastapi import Body, FastAPI, Header, Query
        from pydantic import AfterValidator

        app = FastAPI()

        def check_name(value: str):
            return value

        def default_limit():
            return 10

        @app.get('/a')
        async def a(
            name: Annotated[str, AfterValidator(check_name)],
            limit: int = default_limit(),
            token: Annotated[str, Header()] = '',
            user_filter: str = Query(None),
            body=Body(None),
        ):
            return name
      `,
    },
    {
      text: 'Functions that are no routes.',
      quiet: py`
        from app.auth import get_current_user

        def run(user=get_current_user()):
            return user
      `,
    },
  ],
  limits: [
    'A check by its name alone, of a library that is not in the project, is reported with less confidence.',
  ],
  bad: [
    py`
      from typing import Annotated
      from fastapi import FastAPI, HTTPException, Request

      app = FastAPI()

      def require_user(request: Request):
          if 'authorization' not in request.headers:
              raise HTTPException(status_code=401)
          return 'user'

      @app.delete('/orders/{order_id}')
      async def delete_order(order_id: int, user: Annotated[str, require_user]): #!
          return order_id
    `,
    {
      'app/auth.py': py`
        from typing import Annotated
        from fastapi import Depends, HTTPException, Request

        def get_current_user(request: Request):
            if 'authorization' not in request.headers:
                raise HTTPException(status_code=401)
            return request

        def require_permission(name: str):
            def check(user=Depends(get_current_user)):
                if name not in user.permissions:
                    raise HTTPException(status_code=403)
                return user
            return check

        Editor = Annotated[dict, require_permission('edit')]

        def admin(user: Annotated[dict, get_current_user], extra=Depends(get_current_user)): #!
            return user
      `,
      'app/api.py': py`
        from typing import Annotated
        from fastapi import APIRouter, Depends
        from app.auth import Editor, admin, get_current_user, require_permission

        router = APIRouter()

        @router.get('/a')
        async def a(user: Annotated[dict, require_permission('read')]): #!
            return user

        @router.get('/b')
        async def b(user=get_current_user): #!
            return user

        @router.get('/c')
        async def c(user=require_permission('write')): #!
            return user

        @router.get('/d')
        async def d(user: Editor): #!
            return user

        @router.get('/e')
        async def e(user=Depends(admin)):
            return user

        class RequireRole:
            def __call__(self, user: Annotated[dict, get_current_user]): #!
                return user
      `,
    },
  ],
  good: [
    py`
      from typing import Annotated
      from fastapi import Depends, FastAPI, HTTPException, Request

      app = FastAPI()

      def require_user(request: Request):
          if 'authorization' not in request.headers:
              raise HTTPException(status_code=401)
          return 'user'

      @app.delete('/orders/{order_id}')
      async def delete_order(order_id: int, user: Annotated[str, Depends(require_user)]):
          return order_id
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      const told = new Set<Node>()
      for (const { route, owner } of routesHere(checker)) {
        if (owner === undefined) continue
        for (const one of route.unwrapped) {
          if (one.form === 'decorator') reportOuter(checker, owner, one, told)
          else if (route.framework === 'fastapi') report(checker, owner, one, told)
        }
      }
      const isFastApi = checker.facts.imports.some(({ target }) => /^fastapi\b/.test(target ?? ''))
      if (!isFastApi) return
      for (const call of checker.facts.calls) checkFactory(checker, call)
      for (const owner of checker.facts.functions) {
        for (const one of ofDependency(checker, owner)) report(checker, owner, one, told)
      }
    },
  },
})

/** `Depends(require_role)` where `require_role` makes the check: what it makes is never called. */
function checkFactory(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  if (!/^fastapi\.(?:\w+\.)*(?:Depends|Security)$/.test(facts.calleeName(call) ?? '')) return
  const given = argumentFor(tree, call, 0, 'dependency')
  const kind = given === NO_NODE ? NO_NODE : tree.kind(given)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return
  const name = tree.text(given)
  if (!CHECKING.test(name)) return
  const value = checker.valueOf(given)
  const isFactory = value?.kind === 'function' && makesFunction(value.function)
  const isClass =
    value?.kind === 'class' &&
    value.class.methods.has('__call__') &&
    value.class.methods.has('__init__')
  if (!isFactory && !isClass) return
  checker.report({
    node: call,
    message: `\`Depends\` is given \`${name}\`, which only makes the check: FastAPI calls it with values of the query and never runs what it makes.`,
    confidence: 'medium',
  })
}

const CHECKING = /require|auth|permi|role|scope|verif|check|guard|has_|ensure|must_|rate|limit/i

/** Its result is a function of its own. */
function makesFunction({ summary }: ProjectFunction): boolean {
  const { returned, symbol, parameters } = summary
  if (returned?.kind !== 'origin' || parameters.length === 0) return false
  return returned.name.startsWith(`.${symbol}.<locals>.`)
}

/**
 * Of a function that is no handler. A check in `Annotated` is never meant as a note; as a default it
 * is a mistake only where another parameter shows that FastAPI calls the function.
 */
function ofDependency(checker: Checker, owner: FunctionFacts): readonly UnwrappedDependency[] {
  const { tree, project } = checker
  if (owner.isLambda) return []
  const text = tree.text(owner.parametersNode)
  const isCalledByFramework = /\b(?:Depends|Security)\(/.test(text)
  if (!isCalledByFramework && !text.includes('Annotated[')) return []
  const { meanings, index, routes } = domainOf(project)
  const own = index.function(checker.path, owner.symbol)
  if (own === undefined) return []
  return readUnwrappedParameters(meanings, routes.classifier, own).filter(
    ({ form }) => form === 'annotated' || isCalledByFramework,
  )
}

/** `@login_required` above `@app.route('/orders')`. */
function reportOuter(
  checker: Checker,
  owner: FunctionFacts,
  one: UnwrappedDependency,
  told: Set<Node>,
): void {
  const { tree } = checker
  const node = owner.decorators.find((decorator) => tree.text(decorator).includes(one.callee))
  if (node === undefined || told.has(node)) return
  told.add(node)
  checker.report({
    node,
    message: `\`${one.callee}\` stands above the decorator that registers \`${owner.name}\`: requests come to the function without it.`,
    evidence: authSteps(one.auth),
  })
}

function report(
  checker: Checker,
  owner: FunctionFacts,
  one: UnwrappedDependency,
  told: Set<Node>,
): void {
  const parameter = owner.parameters.find(({ name }) => name === one.parameter)
  if (parameter === undefined || told.has(parameter.node)) return
  told.add(parameter.node)
  const place =
    one.form === 'annotated'
      ? `stands in \`Annotated\` without \`Depends\``
      : `is the default of \`${one.parameter}\` without \`Depends\``
  const fix = wrapping(checker, parameter, one)
  checker.report({
    node: parameter.node,
    message: `\`${one.callee}\` ${place}: FastAPI never runs it, and \`${owner.name}\` answers everybody.`,
    confidence: one.auth.certainty === 'known' ? 'high' : 'medium',
    evidence: authSteps(one.auth),
    related: one.path === checker.path ? [] : [locationOf(one)],
    fixes: fix === undefined ? [] : [fix],
  })
}

function wrapping(
  { facts, tree }: Checker,
  parameter: Parameter,
  one: UnwrappedDependency,
): FixDraft | undefined {
  const node = expressionOf(parameter, one)
  if (node === NO_NODE) return undefined
  const { text, edits } = importedName(facts, 'fastapi', 'Depends', node)
  return {
    title: 'Wrap it in `Depends`',
    grade: 'needs-review',
    edits: [...edits, replace(tree, node, `${text}(${tree.text(node)})`)],
  }

  function expressionOf({ annotation, default: value }: Parameter, own: UnwrappedDependency): Node {
    if (own.form === 'default') return value
    if (annotation === NO_NODE) return NO_NODE
    const end = tree.endOfSubtree(annotation)
    for (let at = annotation; at < end; at += 1) {
      const kind = tree.kind(at)
      const callee = kind === K_CALL ? facts.callee(at) : kind === K_IDENTIFIER ? at : NO_NODE
      if (
        callee !== NO_NODE &&
        tree.text(callee) === own.callee &&
        (kind === K_CALL) === own.isCall
      ) {
        return at
      }
    }
    return NO_NODE
  }
}
