import type { Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import {
  dependenciesOf,
  describeRoute,
  isMutating,
  type PlacedRoute,
  pathOf,
  routesHere,
} from '../../matching/routes/route-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Where guessing or flooding pays. */
const GUESSED =
  /(?:^|[/_-])(?:login|log-in|signin|sign-in|authenticate|token|password|reset|forgot|otp|verify|verification|2fa|mfa|pin|register|signup|sign-up|recover|magic-link|resend|captcha)(?:[/_-]|$)/i
const LIMIT =
  /limit|throttl|rate_?|slowapi|brake|captcha|lockout|axes|attempts|cooldown|backoff|quota/i

export default defineRule({
  id: 'missing-rate-limit',
  title: 'Route that can be tried without limit',
  consequence:
    'Passwords and codes can be guessed by the million, and mails sent in the name of the service.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [307, 770, 799],
  confidence: 'low',
  why: `
A code of six digits is found after half a million requests, which takes minutes. Logins are tried with lists of leaked
passwords, and a reset that sends a mail each time fills the mailboxes of others.
`,
  fix: `
Limit attempts for each account and each address: \`slowapi\` or \`fastapi-limiter\` as a dependency, \`flask-limiter\`,
\`throttle_classes\` with \`DEFAULT_THROTTLE_RATES\` in Django REST framework, or the gateway in front, and say so in the code.
`,
  exemptions: [
    {
      text: 'A limit on the route, the router or the application.',
      quiet: py`
        from fastapi import Depends, FastAPI
        from fastapi_limiter.depends import RateLimiter
        from slowapi import Limiter

        app = FastAPI()
        limiter = Limiter(key_func=None)

        @app.post('/login', dependencies=[Depends(RateLimiter(times=5, seconds=60))])
        async def login():
            return {}

        @app.post('/password/reset')
        @limiter.limit('5/minute')
        async def reset(request):
            return {}
      `,
    },
    {
      text: 'A project that limits somewhere else: settings, middleware.',
      quiet: {
        'app/main.py': py`
          from fastapi import FastAPI
          from app.limits import RateLimitMiddleware

          app = FastAPI()
          app.add_middleware(RateLimitMiddleware)

          @app.post('/login')
          async def login():
              return {}
        `,
        'app/limits.py': py`
          class RateLimitMiddleware:
              pass
        `,
      },
    },
    {
      text: 'Routes where nothing is guessed, and pages that only show a form.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.get('/login')
        async def page():
            return {}

        @app.post('/orders')
        async def order():
            return {}
      `,
    },
  ],
  limits: ['A gateway that limits requests is not seen.'],
  bad: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.post('/auth/login') #!
      async def login(form: dict):
          return form
    `,
    py`
      from flask import Blueprint

      bp = Blueprint('auth', __name__, url_prefix='/auth')

      @bp.post('/forgot-password') #!
      def forgot():
          return {}

      @bp.route('/otp/verify', methods=['POST']) #!
      def verify():
          return {}
    `,
    {
      'shop/settings.py': py`
        REST_FRAMEWORK = { #!
            'DEFAULT_PAGINATION_CLASS': 'rest_framework.pagination.PageNumberPagination',
        }
      `,
    },
  ],
  good: [
    py`
      from fastapi import Depends, FastAPI
      from fastapi_limiter.depends import RateLimiter

      app = FastAPI()

      @app.post('/auth/login', dependencies=[Depends(RateLimiter(times=5, seconds=60))])
      async def login(form: dict):
          return form
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_node, checker) {
      reportSettings(checker)
      const open = routesHere(checker).filter((placed) => isOpen(checker, placed))
      if (open.length === 0) return
      const isLimited = limitsSomewhere(checker)
      for (const placed of open) {
        if (!isLimited || isSwitchedOff(checker, placed)) report(checker, placed)
      }
    },
  },
})

function isOpen(checker: Checker, { route, node, owner }: PlacedRoute): boolean {
  if (!isMutating(route) || !GUESSED.test(pathOf(checker, route))) return false
  // A caller who is signed in has an account to lose.
  if (route.auth.strength === 'user' || route.auth.strength === 'role') return false
  const { tree } = checker
  const end = owner === undefined ? tree.end(node) : tree.end(owner.node)
  return !LIMIT.test(tree.source.slice(tree.start(node), end)) && !isLimited(route)
}

/** `throttle_classes = []` of a view: the limits of all others do not hold here. */
function isSwitchedOff({ tree }: Checker, { owner }: PlacedRoute): boolean {
  const throttles = owner?.class?.attributes.find(({ name }) => name === 'throttle_classes')
  if (throttles === undefined || throttles.value === NO_NODE) return false
  return /^(?:\[\s*\]|\(\s*\))$/.test(tree.text(throttles.value))
}

function isLimited(route: Route): boolean {
  return dependenciesOf(route).some(({ name }) => LIMIT.test(name))
}

/** A middleware, an import of a library or a setting anywhere in the project. */
function limitsSomewhere({ project }: Checker): boolean {
  return project.table(rateLimits)
}

export const rateLimits = defineTable({
  id: 'has rate limits',
  make({ index, domain }) {
    const { hooks } = domain.routes
    if (hooks.some(({ name }) => LIMIT.test(name))) return true
    return index.graph.modules.some(({ summary }) => {
      const imports = summary.imports.some(({ module }) =>
        /^(?:slowapi|flask_limiter|fastapi_limiter|django_ratelimit|ratelimit|axes|limits|aiolimiter|defender)\b/.test(
          module,
        ),
      )
      const settings = summary.variables.some(
        ({ name, value }) =>
          name === 'REST_FRAMEWORK' &&
          value?.kind === 'dict' &&
          /THROTTLE/.test(JSON.stringify(value)),
      )
      return imports || settings
    })
  },
})

/** `REST_FRAMEWORK` without rates: no view is limited unless it says so itself. */
function reportSettings(checker: Checker): void {
  const { tree, facts, project } = checker
  const value = project.index
    .module(checker.path)
    ?.summary.variables.find(({ name }) => name === 'REST_FRAMEWORK')?.value
  if (value?.kind !== 'dict' || /DEFAULT_THROTTLE/.test(JSON.stringify(value))) return
  const [node] = facts.identifiersNamed('REST_FRAMEWORK')
  const statement = node === undefined ? -1 : tree.parent(node)
  if (statement < 0 || node === undefined) return
  checker.report({
    node,
    message: 'No `DEFAULT_THROTTLE_RATES`: no view is limited unless it says so itself.',
  })
}

function report(checker: Checker, { route, node, owner }: PlacedRoute): void {
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${describeRoute(checker, route)} can be called without limit; what it checks can be guessed.`,
  })
}
