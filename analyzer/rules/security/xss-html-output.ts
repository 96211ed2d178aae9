import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, keywordArgument, receiverOf } from '../../matching/calls/calls.ts'
import { takesFromCaller } from '../../matching/inputs/caller-values.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { HTML } from '../../matching/inputs/sinks.ts'
import { builtText } from '../../matching/values/built-text.ts'
import {
  F_ATTRIBUTE,
  F_KEY,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CLASS_DEFINITION,
  K_PAIR,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { escapesNothing, filtersByDefault, isOff } from './matching/autoescape.ts'
import {
  inputDeclaredSafe,
  inputPutIn,
  inputSentBy,
  inputWrittenBy,
  RESPONSES,
  returnedInput,
} from './matching/html-answers.ts'
import { inputSteps } from './matching/input-steps.ts'
import { isTemplateEngine, TEMPLATE_TEXT, TEMPLATES } from './matching/template-texts.ts'

/** Declare their argument to be HTML that needs no escaping. */
const MARKERS = [
  'markupsafe.Markup',
  'flask.Markup',
  'jinja2.Markup',
  'jinja2.utils.Markup',
  'django.utils.safestring.mark_safe',
  'django.utils.html.mark_safe',
  'django.utils.safestring.SafeString',
  'django.utils.safestring.SafeText',
  'django.utils.safestring.SafeBytes',
  'django.utils.html.html_safe',
  'webhelpers.html.literal',
] as const

export default defineRule({
  id: 'xss-html-output',
  title: 'Text put into HTML without escaping',
  consequence:
    'A visitor can be shown a page that runs the script of an attacker, who then acts with the session of the visitor.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [79],
  why: `
A browser cannot tell the markup of the page from markup in a value. Template engines escape values
unless they are told not to: \`Markup\` and \`mark_safe\` say that a text is harmless, and Jinja2 outside
of Flask escapes nothing until \`autoescape\` is switched on.
`,
  fix: `
Let the template escape: \`render(request, 'page.html', {'name': name})\`. In code use
\`format_html('<b>{}</b>', name)\` or \`Markup('<b>{}</b>').format(name)\`, which escape what they put in.
Create environments with \`autoescape=select_autoescape()\`.
`,
  exemptions: [
    {
      text: 'Constants, and values that were escaped.',
      quiet: py`
        import html
        from django.utils.html import escape, format_html
        from django.utils.safestring import mark_safe
        from markupsafe import Markup

        def bold(name):
            mark_safe('<br>')
            mark_safe('<b>%s</b>' % escape(name))
            Markup('<b>{}</b>').format(name)
            format_html('<b>{}</b>', name)
            text = _('<b>{}</b>')
            text += ' ' + _('again')
            format_html(text, name)
            return mark_safe(f'<b>{html.escape(name)}</b>')
      `,
    },
    {
      text: 'Environments that escape.',
      quiet: py`
        import jinja2
        from jinja2 import Environment, select_autoescape

        def build(loader, options):
            Environment(loader=loader, autoescape=True)
            Environment(loader=loader, autoescape=select_autoescape(['html']))
            Environment(**options)
            return jinja2.Environment(autoescape=lambda name: name.endswith('.html'))
      `,
    },
    {
      text: 'Answers that are rendered by a template, or are no HTML.',
      quiet: py`
        from flask import Flask, jsonify, render_template, request, Response

        app = Flask(__name__)

        @app.route('/hello')
        def hello():
            name = request.args['name']
            if name == 'text':
                return Response(name, mimetype='text/plain')
            if name == 'json':
                return jsonify(name=name)
            return render_template('hello.html', name=name)
      `,
    },
    {
      text: 'What a file holds, even where the client chose which.',
      quiet: py`
        from pathlib import Path
        from aiohttp import web

        async def download(request):
            with open('/srv/files/' + request.match_info['name'], 'rb') as file:
                return web.Response(body=file.read(), content_type='text/html')

        async def page(request):
            text = Path('/srv/pages', request.match_info['name']).read_text()
            return web.Response(text=text, content_type='text/html')
      `,
    },
  ],
  limits: [
    'Templates themselves are not read: a `|safe` in a template file is not seen.',
    'Values that callers pass are unknown and reported with medium confidence.',
  ],
  bad: [
    py`
      from django.utils.safestring import mark_safe

      def bold(name):
          return mark_safe('<b>%s</b>' % name) #!
    `,
  ],
  good: [
    py`
      from django.utils.html import format_html

      def bold(name):
          return format_html('<b>{}</b>', name)
    `,
  ],
  calls: {
    ...callsTo(MARKERS, (call, checker) => {
      const value = checker.facts.arguments(call)[0]?.value
      if (value === undefined || provenance(checker).isFixed(value, HTML)) return
      const built = builtText(checker, value, HTML)
      const source = provenance(checker).inputOf(value, HTML)
      report(
        checker,
        call,
        source,
        'is declared to be harmless HTML',
        built === NO_NODE ? 'low' : 'medium',
      )
    }),
    ...callsTo(RESPONSES, (call, checker) => {
      const source = inputSentBy(checker, call)
      if (source !== NO_NODE) report(checker, call, source, 'is sent as HTML', 'high')
    }),
    ...callsTo(
      ['flask.render_template_string', 'flask.templating.render_template_string'],
      (call, checker) => {
        const value = checker.facts.arguments(call)[0]?.value
        const declared = inputDeclaredSafe(checker, call)
        if (declared !== NO_NODE) report(checker, call, declared, 'is put into the page', 'high')
        if (value === undefined || provenance(checker).isFixed(value, TEMPLATE_TEXT)) return
        const source = provenance(checker).inputOf(value, TEMPLATE_TEXT)
        report(checker, call, source, 'is rendered as a template, which can run code', 'medium')
      },
    ),
    // Text that a client wrote and a template engine runs.
    ...callsTo(TEMPLATES, (call, checker) => checkTemplate(checker, call)),
    ...callsTo(
      [
        'jinja2.Environment',
        'jinja2.environment.Environment',
        'jinja2.sandbox.SandboxedEnvironment',
      ],
      (call, checker) => {
        if (escapesNothing(checker, call)) reportOff(checker, call)
      },
    ),
    ...callsTo(
      [
        'django.template.Context',
        'django.template.context.Context',
        'django.template.Engine',
        'django.template.engine.Engine',
      ],
      (call, checker) => {
        const escaping = keywordArgument(checker.tree, call, 'autoescape')
        if (escaping !== NO_NODE && isOff(checker, escaping)) reportOff(checker, call)
      },
    ),
    // Values that are in the text before it is formatted are not escaped.
    ...callsTo(['django.utils.html.format_html'], (call, checker) => {
      const text = argumentFor(checker.tree, call, 0, 'format_string')
      const built = builtText(checker, text, HTML)
      const source = provenance(checker).inputOf(text, HTML)
      if (source === NO_NODE && !takesFromCaller(checker, built, HTML)) return
      report(checker, call, source, 'is part of the text that is formatted', 'medium')
    }),
    ...callsTo(['mako.template.Template', 'mako.lookup.TemplateLookup'], (call, checker) => {
      if (filtersByDefault(checker, call)) return
      checker.report({
        node: call,
        message: 'Mako escapes nothing unless `default_filters` names a filter such as `h`.',
        severity: 'medium',
        confidence: 'medium',
      })
    }),
  },
  methods: {
    set_data(call, checker) {
      const { tree } = checker
      checkBody(checker, call, receiverOf(tree, call), argumentFor(tree, call, 0, 'value'))
    },
    write(call, checker) {
      const { tree } = checker
      const source = inputWrittenBy(checker, call)
      if (source !== NO_NODE) report(checker, call, source, 'is sent as HTML', 'high')
      else checkBody(checker, call, receiverOf(tree, call), argumentFor(tree, call, 0, 'content'))
    },
    from_string(call, checker) {
      if (isTemplateEngine(checker, call)) checkTemplate(checker, call)
    },
  },
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value !== NO_NODE && tree.kind(target) === K_ATTRIBUTE) {
        const name = facts.name(tree.child(target, F_ATTRIBUTE))
        const isBody = /^(?:data|content|text|body)$/.test(name)
        if (isBody) checkBody(checker, node, tree.child(target, F_OBJECT), value)
      }
      if (!/\.autoescape$/.test(tree.spelled(tree.child(node, F_LEFT)))) return
      if (isOff(checker, tree.child(node, F_RIGHT))) reportOff(checker, node)
    },
    // `TEMPLATES = [{'OPTIONS': {'autoescape': False}}]`.
    [K_PAIR](node, checker) {
      const { tree } = checker
      if (namedConstant(checker.facts, tree.child(node, F_KEY)) !== 'autoescape') return
      if (isOff(checker, tree.child(node, F_VALUE))) reportOff(checker, node)
    },
    [K_RETURN_STATEMENT](node, checker) {
      const source = returnedInput(checker, node)
      if (source !== NO_NODE) report(checker, node, source, 'is returned as HTML', 'medium')
    },
    [K_CLASS_DEFINITION](node, checker) {
      const base = checker.facts
        .classAt(node)
        ?.bases.find((one) =>
          /^django\.utils\.safestring\.Safe(?:String|Text|Bytes|Data)$|^markupsafe\.Markup$/.test(
            checker.facts.qualifiedName(one) ?? '',
          ),
        )
      if (base === undefined) return
      checker.report({
        node,
        message: 'Every text of this class counts as harmless HTML, whatever it holds.',
        severity: 'medium',
        confidence: 'low',
      })
    },
  },
})

function checkTemplate(checker: Checker, call: Node): void {
  const value = checker.facts.arguments(call)[0]?.value
  const source = value === undefined ? NO_NODE : provenance(checker).inputOf(value, TEMPLATE_TEXT)
  if (source === NO_NODE) return
  report(checker, call, source, 'is rendered as a template, which can run code', 'high')
}

/** What is put into an answer after it was made. */
function checkBody(checker: Checker, node: Node, holder: Node, value: Node): void {
  const source = inputPutIn(checker, holder, value)
  if (source !== NO_NODE) report(checker, node, source, 'is sent as HTML', 'medium')
}

function reportOff(checker: Checker, node: Node): void {
  checker.report({
    node,
    message: 'Nothing is escaped here: values become markup.',
    confidence: 'medium',
    severity: 'medium',
  })
}

function report(
  checker: Checker,
  node: Node,
  source: Node,
  what: string,
  confidence: 'high' | 'medium' | 'low',
): void {
  const text =
    source === NO_NODE ? 'A value' : `\`${checker.tree.text(source)}\` comes from the client and`
  checker.report({
    node,
    message: `${text} ${what} without being escaped.`,
    confidence: source === NO_NODE ? confidence : 'high',
    ...(source === NO_NODE ? { severity: 'medium' as const } : {}),
    evidence: source === NO_NODE ? [] : inputSteps(checker, source),
  })
}
