import type { Checker } from '../../engine/checker.ts'
import { namedText } from '../../facts/named-constants.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import {
  F_DEFINITION,
  F_LEFT,
  F_NAME,
  K_ASSIGNMENT,
  K_CALL,
  K_COMMENT,
  K_DECORATED_DEFINITION,
  K_DECORATOR,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_RETURN_STATEMENT,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { namedSettings } from './matching/named-settings.ts'

const SETTINGS = /^(?:WTF_CSRF_ENABLED|WTF_CSRF_CHECK_DEFAULT|CSRF_ENABLED)$/
const SWITCH =
  /^(?:csrf|WTF_CSRF_ENABLED|WTF_CSRF_CHECK_DEFAULT|CSRF_ENABLED|require_csrf|check_origin|csrf_enabled)$/
const VIEW = /(?:view|csrf|policy|handler|route|options|socket)\w*$/i
const ARGUMENTS = /^(?:require_csrf|check_origin|csrf_enabled)$/

export default defineRule({
  id: 'csrf-disabled',
  title: 'Protection against forged requests switched off',
  consequence:
    'A foreign page can make the browser of a user send changes that the service takes as theirs.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [352],
  confidence: 'medium',
  roles: ['source', 'migration'],
  why: `
A browser sends the cookies of a site with every request to it, whichever page caused it. The token in
the form proves that the page came from the service. Without the check a link or a hidden form on
another site changes passwords or orders goods in the name of the visitor.
`,
  fix: `
Leave the check on and send the token with forms and scripts. Interfaces for programs use tokens in a
header instead of cookies; exempt those only, and webhooks after verifying their signature.
`,
  exemptions: [
    {
      text: 'An argument of that name that speaks of something else.',
      quiet: py`
        from dns import zone

        def read(path, domain):
            return zone.from_file(path, domain, check_origin=False)
      `,
    },
    {
      text: 'Protection that is on, or that is required.',
      quiet: py`
        from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie

        WTF_CSRF_ENABLED = True

        @csrf_protect
        def view(request):
            return None

        @ensure_csrf_cookie
        def other(request, config):
            config.set_default_csrf_options(require_csrf=True)
      `,
    },
    {
      text: 'A view that serves nothing but requests which read.',
      quiet: py`
        from django.views.decorators.csrf import csrf_exempt
        from django.views.decorators.http import require_http_methods, require_safe

        @require_safe
        @csrf_exempt
        def badge(request):
            return None

        @csrf_exempt
        @require_http_methods(["GET", "HEAD"])
        def feed(request):
            return None
      `,
    },
    {
      text: 'A view that asks for a token in a header, a key or a signature: no page can forge that.',
      quiet: py`
        from django.utils.crypto import constant_time_compare
        from django.views.decorators.csrf import csrf_exempt
        from shop.keys import api_key_required

        @csrf_exempt
        def logs(request, job):
            token = request.META.get("HTTP_JOB_TOKEN")
            if not constant_time_compare(token, job.token):
                return None
            return job.log(request.POST["lines"])

        @api_key_required
        @csrf_exempt
        def archive(request):
            return request.POST["message"]
      `,
    },
    {
      text: 'A form that a command of the command line fills in.',
      quiet: py`
        import click

        @click.command("create")
        @click.argument("email")
        def create_user(email):
            form = build_form("register", meta={"csrf": False}, email=email)
            return form.validate()
      `,
    },
    {
      text: 'Settings of tests, by the name of the class.',
      quiet: py`
        class TestConfig:
            WTF_CSRF_ENABLED = False

        class TestingSettings:
            WTF_CSRF_ENABLED = False
      `,
    },
  ],
  limits: ['A middleware of one’s own that does the same is not known.'],
  bad: [
    py`
      from django.views.decorators.csrf import csrf_exempt
      from django.views.decorators.http import require_http_methods

      @csrf_exempt #!
      def transfer(request):
          return None

      @csrf_exempt #!
      @require_http_methods(["GET", "POST"])
      def change(request):
          return None
    `,
    py`
      from django.utils.decorators import method_decorator
      from django.views.decorators import csrf
      from django.views.decorators.csrf import csrf_exempt
      from flask_wtf import CSRFProtect, FlaskForm
      from pyramid.view import view_config

      WTF_CSRF_ENABLED = False #!

      @csrf.csrf_exempt #!
      def pay(request):
          return None

      @method_decorator(csrf.csrf_exempt, name='dispatch') #!
      class View:
          pass

      @view_config(route_name='pay', require_csrf=False) #!
      def other(request):
          return None

      protection = CSRFProtect()
      urlpatterns = [path('pay', csrf_exempt(pay))] #!

      @protection.exempt #!
      def hook():
          return None

      class OrderForm(FlaskForm):
          class Meta:
              csrf = False #!

      def setup(app, config):
          protection.exempt('blueprint') #!
          app.config.update({'WTF_CSRF_ENABLED': False}) #!
          OrderForm(meta={'csrf': False}) #!
          OrderForm(csrf_enabled=False) #!
          app.config['WTF_CSRF_ENABLED'] = False #!
          config.set_default_csrf_options(require_csrf=False) #!
          config.add_view(pay, check_origin=False) #!
    `,
  ],
  good: [
    py`
      def transfer(request):
          return None
    `,
  ],
  calls: {
    'django.views.decorators.csrf.csrf_exempt'(call, checker) {
      if (checker.tree.ancestor(call, K_DECORATOR) !== NO_NODE) return
      report(checker, call, 'This view takes changes from any page.', isMadeOfViews(checker, call))
    },
  },
  methods: {
    exempt(call, checker) {
      if (isProtection(checker, checker.facts.callee(call))) {
        report(checker, call, 'What is exempt takes changes from any page.')
      }
    },
  },
  on: {
    ...namedSettings((checker, name, value, node) => {
      const { tree, facts } = checker
      if (name === 'MIDDLEWARE' && isWithoutCheck(checker, value)) {
        report(checker, node, 'No middleware checks that a change came from a page of the service.')
        return
      }
      if (!SWITCH.test(name) || provenance(checker).constantOf(value) !== false) return
      const isArgument = tree.kind(node) === K_KEYWORD_ARGUMENT
      const isForm = name === 'csrf' && isMeta(checker, node)
      const callee = isArgument ? tree.text(tree.callee(tree.ancestor(node, K_CALL))) : ''
      const isView = ARGUMENTS.test(name) && (name !== 'check_origin' || VIEW.test(callee))
      if (!isForm && !isView && !SETTINGS.test(name)) return
      if (/test/i.test(facts.enclosingClass(node)?.name ?? '')) return
      report(checker, node, `\`${name}\` switches the check off.`)
    }),
    [K_DECORATOR](node, checker) {
      const { tree } = checker
      const marker = tree.namedChildren(node)[0] ?? NO_NODE
      if (!/\bcsrf_exempt\b/.test(tree.spelled(node)) && !isProtection(checker, marker)) return
      report(checker, node, 'This view takes changes from any page.')
    },
  },
})

/** `exempt` of an object that protects an application. */
function isProtection(checker: Checker, expression: Node): boolean {
  const { tree } = checker
  if (expression === NO_NODE || !/\.exempt$/.test(tree.spelled(expression))) return false
  const value = checker.valueOf(expression)
  return value?.kind === 'external' && /(?:CSRFProtect|CsrfProtect)\(\)\.exempt$/.test(value.name)
}

/**
 * Settings with sessions and no `CsrfViewMiddleware`: every name has to be written there, and nothing
 * of the file may speak of the check.
 */
function isWithoutCheck({ tree, facts }: Checker, value: Node): boolean {
  const kind = tree.kind(value)
  if ((kind !== K_LIST && kind !== K_TUPLE) || facts.enclosingFunction(value) !== undefined)
    return false
  const names = tree
    .namedChildren(value)
    .filter((one) => tree.kind(one) !== K_COMMENT)
    .map((one) => namedText(facts, one))
  return (
    names.includes('django.contrib.sessions.middleware.SessionMiddleware') &&
    names.includes('django.contrib.auth.middleware.AuthenticationMiddleware') &&
    !names.includes(undefined) &&
    // Commented out it checks nothing.
    !/^[^#\n]*csrf/im.test(tree.source)
  )
}

/** `class Meta: csrf = False` in a form, or `Form(meta={'csrf': False})`. */
function isMeta({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) === K_ASSIGNMENT) {
    const meta = facts.enclosingClass(node)
    if (meta?.name !== 'Meta') return false
    // A form of WTForms alone checks nothing unless it is told to.
    const form = facts.enclosingClass(meta.node)
    return !form?.bases.every((base) => /^wtforms\./.test(facts.qualifiedName(base) ?? ''))
  }
  const argument = tree.ancestor(node, K_KEYWORD_ARGUMENT)
  return argument !== NO_NODE && tree.text(tree.child(argument, F_NAME)) === 'meta'
}

/** A comment right above that speaks of the check, or a docstring: somebody thought about it. */
function isExplained(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const above = tree.source.slice(0, tree.start(node)).split('\n').slice(-4, -1)
  if (above.some((line) => /^\s*#.*(?:csrf|not an ajax)/i.test(line))) return true
  const line = tree.source.slice(tree.start(node)).split('\n', 1)[0] ?? ''
  if (/#\s*(?=\w).*csrf/i.test(line)) return true
  const view = decorated(checker, node)
  return view !== NO_NODE && /"""[^"]*\b(?:csrf|cors|samesite)\b/i.test(tree.text(view))
}

/** What proves that the request is the client's own, not that of a page with its cookies. */
const PROOF =
  /(?:META|headers)(?:\.get\(|\[)\s*['"](?:HTTP_)?[\w-]*(?:TOKEN|AUTH|SIGN|KEY|HMAC|SECRET)|\b(?:compare_digest|constant_time_compare)\(|\b(?:verify|check|validate)_?\w*(?:signature|hmac|webhook|api_?key)\w*\(|\.construct_event\(|\b(?:get_)?signed_data\(|\bSigner\(|\bunsign\(/i
/** Decorators that ask for a key or a signature. */
const PROVING_DECORATOR =
  /^@[\w.]*(?:api_?key|key_and|key_auth|signature|hmac|basic_?auth|token|oauth|webhook)/im
/** What others call by the browser of the user, or by themselves: they have no token of the form. */
const CALLED_BACK =
  /(?:^|_)(?:callback|web_?hooks?|notify|notification|ipn|sso|websso|acs|saml|oauth\w*|token|revoke|introspect\w*|user_?info)(?:_|$)/i

/** Decorators of views that refuse every method which changes something. */
const READING =
  /^@(?:[\w.]*\b(?:require_safe|require_GET)\b|[\w.]*(?:require_http_methods|api_view)\(\s*[[(](?:\s*['"](?:GET|HEAD|OPTIONS)['"]\s*,?)+\s*[\])])/m

/** The function or class that a decorator stands on. */
function decorated({ tree }: Checker, node: Node): Node {
  const whole = tree.ancestor(node, K_DECORATED_DEFINITION)
  return tree.kind(node) === K_DECORATOR ? whole : NO_NODE
}

/** `return csrf_exempt(view)`: a framework wraps what it is given, and checks by its own rules. */
function isMadeOfViews({ tree, facts }: Checker, call: Node): boolean {
  const [first] = facts.arguments(call)
  if (first === undefined || tree.kind(first.value) !== K_IDENTIFIER) return false
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || tree.kind(tree.parent(call)) !== K_RETURN_STATEMENT) return false
  return facts.resolve(first.value)?.scope?.kind === 'function'
}

function report(checker: Checker, node: Node, message: string, isMild = false): void {
  const { tree, facts } = checker
  const view = decorated(checker, node)
  if (view !== NO_NODE) {
    const text = tree.text(view)
    if (PROOF.test(text) || PROVING_DECORATOR.test(text) || READING.test(text)) return
  }
  if (isCommand(checker, node)) return
  const definition = view === NO_NODE ? NO_NODE : tree.child(view, F_DEFINITION)
  const nameNode = definition === NO_NODE ? NO_NODE : tree.child(definition, F_NAME)
  const name = nameNode === NO_NODE ? assignedName(checker, node) : facts.name(nameNode)
  checker.report({
    node,
    message,
    ...((isMild ||
      isExplained(checker, node) ||
      CALLED_BACK.test(snake(name)) ||
      isOfSingleLogin(checker)) && {
      severity: 'medium' as const,
    }),
  })
}

/** Views of a login elsewhere: the other side sends its answer through the browser, with its own proof. */
function isOfSingleLogin({ facts }: Checker): boolean {
  return facts.imports.some(({ target }) =>
    /^(?:saml2|onelogin|djangosaml2|pysaml2)\b/.test(target ?? ''),
  )
}

/** `callback = csrf_exempt(View.as_view())`. */
function assignedName({ tree }: Checker, node: Node): string {
  const assignment = tree.parent(node)
  return tree.kind(assignment) === K_ASSIGNMENT ? tree.text(tree.child(assignment, F_LEFT)) : ''
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
}

/** A form that a command of the command line fills: no browser is there. */
function isCommand({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  if (owner === undefined) return false
  const whole = tree.parent(owner.node)
  return (
    tree.kind(whole) === K_DECORATED_DEFINITION &&
    /^@[\w.]*(?:command|argument|option|with_appcontext)\b/m.test(tree.spelled(whole))
  )
}
