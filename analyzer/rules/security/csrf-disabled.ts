import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import {
  F_LEFT,
  F_NAME,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_DECORATOR,
  K_FALSE,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SETTINGS = /^(?:WTF_CSRF_ENABLED|WTF_CSRF_CHECK_DEFAULT|CSRF_ENABLED)$/
const PYRAMID = /^(?:require_csrf|check_origin)$/

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

      def setup(app, config):
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
  on: {
    [K_DECORATOR](node, checker) {
      if (!/\bcsrf_exempt\b/.test(checker.tree.text(node))) return
      report(checker, node, 'This view takes changes from any page.')
    },
    [K_KEYWORD_ARGUMENT](node, checker) {
      const { tree } = checker
      const value = tree.child(node, F_VALUE)
      if (value === NO_NODE || tree.kind(value) !== K_FALSE) return
      const name = tree.text(tree.child(node, F_NAME))
      if (!PYRAMID.test(name) && !SETTINGS.test(name)) return
      report(checker, node, `\`${tree.text(node)}\` switches the check off.`)
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== K_FALSE) return
      const target = tree.child(node, F_LEFT)
      const name =
        tree.kind(target) === K_IDENTIFIER
          ? tree.text(target)
          : tree.kind(target) === K_SUBSCRIPT
            ? (stringValue(tree, tree.child(target, F_SUBSCRIPT)) ?? '')
            : ''
      if (!SETTINGS.test(name) || /test/i.test(facts.enclosingClass(node)?.name ?? '')) return
      report(checker, node, `\`${name}\` switches the check off.`)
    },
  },
})

function report(checker: Checker, node: Node, message: string): void {
  checker.report({ node, message })
}
