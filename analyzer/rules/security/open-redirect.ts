import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { OWN_ADDRESS } from '../../matching/inputs/input-sources.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { URL_TEXT } from '../../matching/inputs/sinks.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { inputSteps } from './matching/input-steps.ts'
import { hasOwnHead, leadingText } from './matching/leading-text.ts'

const CALLS = [
  'flask.redirect',
  'werkzeug.utils.redirect',
  'quart.redirect',
  'bottle.redirect',
  'sanic.response.redirect',
  'sanic.redirect',
  'django.shortcuts.redirect',
  'django.http.HttpResponseRedirect',
  'django.http.HttpResponsePermanentRedirect',
  'fastapi.responses.RedirectResponse',
  'starlette.responses.RedirectResponse',
  'aiohttp.web.HTTPFound',
  'aiohttp.web.HTTPSeeOther',
  'aiohttp.web.HTTPMovedPermanently',
  'aiohttp.web.HTTPTemporaryRedirect',
  'aiohttp.web.HTTPPermanentRedirect',
  'pyramid.httpexceptions.HTTPFound',
  'pyramid.httpexceptions.HTTPSeeOther',
  'pyramid.httpexceptions.HTTPMovedPermanently',
  'web.seeother',
  'web.redirect',
  'cherrypy.HTTPRedirect',
  'falcon.HTTPFound',
  'falcon.HTTPSeeOther',
  'falcon.HTTPMovedPermanently',
  'rest_framework.response.RedirectResponse',
]
const CHECKED =
  /url_has_allowed_host_and_scheme|is_safe_url|is_safe_redirect|is_safe|safe_url|netloc|hostname|allowed|whitelist|is_relative|validate/i

export default defineRule({
  id: 'open-redirect',
  title: 'Client chooses where it is sent',
  consequence:
    'A link to your own site leads visitors to a copy of it that collects their passwords.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [601],
  why: `
People look at the start of a link. \`https://shop.example/login?next=https://sh0p.example\` starts with the right name, asks for the
password, and then sends them on to a page that asks for it once more. Tokens in the address go along.
`,
  fix: `
Send to paths of your own only: a name from a table, \`url_for(...)\`, or \`url_has_allowed_host_and_scheme\` of Django. A check for a
leading \`/\` must refuse \`//\` and \`/\\\\\` as well.
`,
  exemptions: [
    {
      text: 'A fixed target, a route of the application, a fixed host.',
      quiet: py`
        from flask import redirect, request, url_for

        PAGES = {'home': '/home'}

        def view():
            redirect('/home')
            redirect(url_for('item', name=request.args['name']))
            redirect(PAGES[request.args['page']])
            redirect(f"/items/{request.args['id']}")
            return redirect('https://shop.example/search?q=' + request.args['q'])
      `,
    },
    {
      text: 'A target that was checked.',
      quiet: py`
        from django.shortcuts import redirect
        from django.utils.http import url_has_allowed_host_and_scheme

        def view(request):
            target = request.GET.get('next', '/')
            if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
                target = '/'
            return redirect(target)
      `,
    },
    {
      text: 'A number or another harmless type.',
      quiet: py`
        from fastapi import FastAPI
        from fastapi.responses import RedirectResponse

        app = FastAPI()

        @app.get('/go/{item_id}')
        def go(item_id: int):
            return RedirectResponse(f'/items/{item_id}')
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'A check counts wherever it stands in the function; only a leading `/` and the scheme alone are known to be too little.',
  ],
  bad: [
    py`
      from flask import redirect, request

      def login():
          return redirect(request.args.get('next')) #!
    `,
    py`
      from django.http import HttpResponseRedirect
      from django.shortcuts import redirect as go
      from fastapi import FastAPI, Request
      from fastapi.responses import RedirectResponse

      app = FastAPI()

      @app.get('/out')
      async def out(target: str):
          return RedirectResponse(url=target, status_code=302) #!

      @app.get('/back')
      async def back(request: Request):
          return RedirectResponse('https://' + request.query_params['host']) #!

      def view(request):
          if request.method == 'POST':
              return HttpResponseRedirect(request.POST['next']) #!
          response = go(request.GET.get('next') or '/') #!
          response['Location'] = request.GET['to'] #!
          return response
    `,
  ],
  good: [
    py`
      from flask import redirect, url_for

      def login():
          return redirect(url_for('home'))
    `,
  ],
  calls: callsTo(CALLS, (call, checker) => {
    const passed = checker.facts.arguments(call)
    const target =
      passed.find(({ name }) => /^(?:url|location|redirect_to|to)$/.test(name ?? ''))?.value ??
      passed.find(({ name }) => name === undefined)?.value
    if (target !== undefined) check(checker, call, target)
  }),
  methods: {
    // Handlers of tornado.
    redirect(call, checker) {
      const { tree } = checker
      const target = argumentFor(tree, call, 0, 'url')
      if (target === NO_NODE || tree.text(receiverOf(tree, call)) !== 'self') return
      if (importsModule(checker, 'tornado')) check(checker, call, target)
    },
  },
  on: {
    // `headers={'Location': target}`
    [k.K_PAIR](node, checker) {
      const { tree } = checker
      const key = tree.child(node, k.F_KEY)
      if (key === NO_NODE || !/^['"]location['"]$/i.test(tree.text(key))) return
      const keyword = tree.parent(tree.parent(node))
      if (tree.kind(keyword) !== k.K_KEYWORD_ARGUMENT) return
      if (tree.text(tree.child(keyword, k.F_NAME)) === 'headers') {
        check(checker, node, tree.child(node, k.F_VALUE))
      }
    },
    [k.K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, k.F_LEFT)
      const value = tree.child(node, k.F_RIGHT)
      if (value !== NO_NODE && /\b(?:response|resp|res|r)\.location$/.test(tree.text(target))) {
        check(checker, node, value)
      }
      if (value === NO_NODE || tree.kind(target) !== k.K_SUBSCRIPT) return
      const key = namedConstant(checker.facts, tree.child(target, k.F_SUBSCRIPT))
      if (typeof key === 'string' && key.toLowerCase() === 'location') check(checker, node, value)
    },
  },
})

function check(checker: Checker, node: Node, target: Node): void {
  const { tree, facts } = checker
  const source = provenance(checker).inputOf(target, URL_TEXT)
  if (source === NO_NODE) return
  // The address that was asked for itself.
  if (OWN_ADDRESS.test(tree.text(source))) return
  // A path of this site, or a fixed host.
  const start = leadingText(checker, target)
  if (/^\/(?![/\\]|$)/.test(start) || /^\w+:\/\/[\w.-]+(?::\d+)?[/?#]/.test(start)) return
  if (hasOwnHead(checker, target, URL_TEXT)) return
  const owner = facts.enclosingFunction(node)
  if (owner !== undefined && isChecked(checker, owner.node, target)) return
  checker.report({
    node,
    message: `\`${tree.text(source)}\` comes from the client and decides which site the visitor is sent to.`,
    evidence: inputSteps(checker, source),
  })
}

/** True if a test in the function looks at the target with something that knows addresses. */
function isChecked({ tree, facts }: Checker, owner: Node, target: Node): boolean {
  const name = tree.text(target)
  if (/\b(?:url_has_allowed_host_and_scheme|is_safe_url)\(/.test(tree.spelled(owner))) return true
  return facts.nodesOfKind(k.K_IF_STATEMENT).some((statement) => {
    if (!tree.contains(owner, statement)) return false
    const condition = tree.text(conditionOf(tree, statement))
    return CHECKED.test(condition) && condition.includes(name)
  })
}
