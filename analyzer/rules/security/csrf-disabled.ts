import type { Checker } from '../../engine/checker.ts'
import { namedSettings } from '../../matching/named-settings.ts'
import {
  F_FUNCTION,
  F_NAME,
  K_ASSIGNMENT,
  K_CALL,
  K_DECORATOR,
  K_FALSE,
  K_KEYWORD_ARGUMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SETTINGS = /^(?:WTF_CSRF_ENABLED|WTF_CSRF_CHECK_DEFAULT|CSRF_ENABLED)$/
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
      text: 'Settings of tests, by the name of the class.',
      quiet: py`
        class TestConfig:
            WTF_CSRF_ENABLED = False

        class TestingSettings:
            WTF_CSRF_ENABLED = False
      `,
    },
  ],
  limits: ['A middleware that is missing from the settings is not reported.'],
  bad: [
    py`
      from django.views.decorators.csrf import csrf_exempt

      @csrf_exempt #!
      def transfer(request):
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
      report(checker, call, 'This view takes changes from any page.')
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
      if (tree.kind(value) !== K_FALSE) return
      const isArgument = tree.kind(node) === K_KEYWORD_ARGUMENT
      const isForm = name === 'csrf' && isMeta(checker, node)
      const callee = isArgument
        ? tree.text(tree.child(tree.ancestor(node, K_CALL), F_FUNCTION))
        : ''
      const isView = ARGUMENTS.test(name) && (name !== 'check_origin' || VIEW.test(callee))
      if (!isForm && !isView && !SETTINGS.test(name)) return
      if (/test/i.test(facts.enclosingClass(node)?.name ?? '')) return
      report(checker, node, `\`${name}\` switches the check off.`)
    }),
    [K_DECORATOR](node, checker) {
      const { tree } = checker
      const marker = tree.namedChildren(node)[0] ?? NO_NODE
      if (!/\bcsrf_exempt\b/.test(tree.text(node)) && !isProtection(checker, marker)) return
      report(checker, node, 'This view takes changes from any page.')
    },
  },
})

/** `exempt` of an object that protects an application. */
function isProtection(checker: Checker, expression: Node): boolean {
  const { tree } = checker
  if (expression === NO_NODE || !/\.exempt$/.test(tree.text(expression))) return false
  const value = checker.valueOf(expression)
  return value?.kind === 'external' && /(?:CSRFProtect|CsrfProtect)\(\)\.exempt$/.test(value.name)
}

/** `class Meta: csrf = False` in a form, or `Form(meta={'csrf': False})`. */
function isMeta({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) === K_ASSIGNMENT) return facts.enclosingClass(node)?.name === 'Meta'
  const argument = tree.ancestor(node, K_KEYWORD_ARGUMENT)
  return argument !== NO_NODE && tree.text(tree.child(argument, F_NAME)) === 'meta'
}

/** A comment right above that speaks of the check: somebody thought about it. */
function isExplained({ tree }: Checker, node: Node): boolean {
  const above = tree.source.slice(0, tree.start(node)).split('\n').slice(-4, -1)
  return above.some((line) => /^\s*#.*csrf/i.test(line))
}

function report(checker: Checker, node: Node, message: string): void {
  checker.report({
    node,
    message,
    ...(isExplained(checker, node) && { severity: 'medium' as const }),
  })
}
