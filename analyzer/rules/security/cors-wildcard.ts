import type { Checker } from '../../engine/checker.ts'
import { namedText } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { URL_TEXT } from '../../matching/inputs/sinks.ts'
import { optionOf } from '../../matching/values/given-options.ts'
import {
  F_KEY,
  F_LEFT,
  F_NAME,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_DICTIONARY,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_PAIR,
  K_SET,
  K_SUBSCRIPT,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const MIDDLEWARE = [
  'fastapi.middleware.cors.CORSMiddleware',
  'starlette.middleware.cors.CORSMiddleware',
  'litestar.config.cors.CORSConfig',
  'falcon.CORSMiddleware',
] as const

export default defineRule({
  id: 'cors-wildcard',
  title: 'Any website may call the service',
  consequence:
    'A page that a user happens to open can call the service from their browser and read what it answers.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [942],
  why: `
Browsers keep other sites from reading answers unless the service allows it. With \`*\` every page may
read them. Together with \`allow_credentials\` the middleware echoes the origin of the caller, so that
the cookies of the user go along and any page acts in their name.
`,
  fix: `
Name the origins: \`allow_origins=['https://app.example.com']\`. A public service without cookies may
say \`*\`; then leave \`allow_credentials\` off and say so in a comment with a suppression.
`,
  exemptions: [
    {
      text: 'Origins that are named or configured.',
      quiet: py`
        from fastapi import FastAPI
        from fastapi.middleware.cors import CORSMiddleware
        from app.settings import settings

        app = FastAPI()
        app.add_middleware(
            CORSMiddleware,
            allow_origins=['https://app.example.com'],
            allow_methods=['*'],
            allow_headers=['*'],
            allow_credentials=True,
        )
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins)
      `,
    },
    {
      text: 'A header that names one origin, and other settings that are a star.',
      quiet: py`
        CORS_ALLOW_ALL_ORIGINS = False
        ALLOWED_HOSTS = ['*']

        def headers(response, origin, request):
            if request.headers['Origin'] in ORIGINS:
                response.headers['Access-Control-Allow-Origin'] = origin
            asked = request.headers['Origin']
            if asked in ORIGINS:
                response.headers['Access-Control-Allow-Origin'] = asked
            response.headers['Access-Control-Allow-Origin'] = origin
            response.headers['Access-Control-Allow-Methods'] = '*'
      `,
    },
  ],
  limits: ['Origins that are read from settings are not known.'],
  bad: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware

      app = FastAPI()
      app.add_middleware(CORSMiddleware, allow_origins=['*'], allow_credentials=True) #!
    `,
    py`
      from flask import request
      from flask_cors import CORS, cross_origin
      from starlette.middleware import Middleware
      from starlette.middleware.cors import CORSMiddleware as Cors

      CORS_ALLOW_ALL_ORIGINS = True #!
      ORIGINS = ['*']
      middleware = [
          Middleware(Cors, allow_origins=ORIGINS), #!
          Middleware(Cors, allow_origin_regex='.*'), #!
      ]

      def setup(app, response):
          CORS(app, origins='*', supports_credentials=True) #!
          CORS(app, resources={r'/api/*': {'origins': '*'}}) #!
          response.headers['Access-Control-Allow-Origin'] = '*' #!
          response.headers['Access-Control-Allow-Origin'] = request.headers['Origin'] #!
          response.headers.add('Access-Control-Allow-Origin', '*') #!
          CORS(app) #!
          return {'Access-Control-Allow-Origin': '*'} #!
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware

      app = FastAPI()
      app.add_middleware(
          CORSMiddleware, allow_origins=['https://app.example.com'], allow_credentials=True
      )
    `,
  ],
  roles: ['source', 'migration'],
  calls: {
    ...callsTo(MIDDLEWARE, (call, checker) => checkMiddleware(checker, call)),
    ...callsTo(['starlette.middleware.Middleware', 'fastapi.middleware.Middleware'], checkAdded),
    ...callsTo(
      ['flask_cors.CORS', 'flask_cors.cross_origin', 'flask_cors.extension.CORS'],
      (call, checker) => {
        const { tree } = checker
        const resources = optionOf(checker, call, 'resources')
        const origins = optionOf(checker, call, 'origins')
        const isWide =
          isStar(checker, origins) ||
          isAnyPattern(checker, origins) ||
          isStar(checker, optionOf(checker, call, 'origin')) ||
          (origins === NO_NODE && resources === NO_NODE && isUnset(checker, call)) ||
          (resources !== NO_NODE &&
            /['"]origins['"]\s*:\s*\[?\s*['"]\*['"]/.test(tree.text(resources)))
        if (isWide) report(checker, call, optionOf(checker, call, 'supports_credentials'))
      },
    ),
    ...callsTo(['falcon.App', 'falcon.asgi.App', 'falcon.API'], (call, checker) => {
      const isOn = optionOf(checker, call, 'cors_enable')
      if (isOn !== NO_NODE && provenance(checker).constantOf(isOn) === true)
        report(checker, call, NO_NODE)
    }),
    ...callsTo(['aiohttp_cors.setup'], (call, checker) => {
      const { tree } = checker
      const defaults = provenance(checker).valueOf(optionOf(checker, call, 'defaults'))
      if (defaults === NO_NODE || tree.kind(defaults) !== K_DICTIONARY) return
      for (const pair of tree.namedChildren(defaults)) {
        if (namedText(checker.facts, tree.child(pair, F_KEY)) !== '*') continue
        const options = tree.child(pair, F_VALUE)
        report(checker, call, optionOf(checker, options, 'allow_credentials'))
      }
    }),
  },
  methods: {
    add_middleware: checkAdded,
    ...Object.fromEntries(
      ['add', 'set', 'append', 'set_header', 'add_header', 'send_header', 'setdefault'].map(
        (name) => [name, checkHeader],
      ),
    ),
  },
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE) return
      if (tree.kind(target) === K_IDENTIFIER) {
        if (isOpenSetting(checker, tree.text(target), value)) report(checker, node, NO_NODE)
      } else if (tree.kind(target) === K_SUBSCRIPT) {
        const key = namedText(checker.facts, tree.child(target, F_SUBSCRIPT)) ?? ''
        if (key === 'CORS_ORIGINS' && isOpenSetting(checker, key, value))
          report(checker, node, NO_NODE)
        if (isOpenHeader(checker, tree.child(target, F_SUBSCRIPT), value)) {
          report(checker, node, NO_NODE)
        }
      }
    },
    [K_KEYWORD_ARGUMENT](node, checker) {
      const { tree } = checker
      // Socket.IO, under whatever name its server is made.
      if (tree.text(tree.child(node, F_NAME)) !== 'cors_allowed_origins') return
      if (isStar(checker, tree.child(node, F_VALUE)))
        report(checker, tree.ancestor(node, K_CALL), NO_NODE)
    },
    [K_PAIR](node, checker) {
      const { tree } = checker
      if (isOpenHeader(checker, tree.child(node, F_KEY), tree.child(node, F_VALUE))) {
        report(checker, node, NO_NODE)
      }
    },
  },
})

/** A setting of Django's or Flask's extension that lets in every origin. */
function isOpenSetting(checker: Checker, name: string, value: Node): boolean {
  switch (name) {
    case 'CORS_ALLOW_ALL_ORIGINS':
    case 'CORS_ORIGIN_ALLOW_ALL':
      return provenance(checker).constantOf(value) === true
    case 'CORS_ORIGINS':
      return isStar(checker, value)
    case 'CORS_ALLOWED_ORIGIN_REGEXES':
    case 'CORS_ORIGIN_REGEX_WHITELIST':
      return checker.tree.namedChildren(value).some((one) => isAnyPattern(checker, one))
    default:
      return false
  }
}

/** A regular expression that fits any origin, in `re.compile(...)` too. */
function isAnyPattern(checker: Checker, expression: Node): boolean {
  if (expression === NO_NODE) return false
  const { tree, facts } = checker
  const own = provenance(checker)
  const value = own.valueOf(expression)
  const isCompiled = tree.kind(value) === K_CALL && facts.calleeName(value) === 're.compile'
  const pattern = isCompiled ? (facts.arguments(value)[0]?.value ?? NO_NODE) : value
  const text = own.constantOf(pattern)
  return typeof text === 'string' && /^\^?(?:https\?:\/\/)?\(?\.[*+]\)?\$?$/.test(text)
}

/** Without a setting elsewhere, the extension allows every origin. */
function isUnset({ tree, facts }: Checker, call: Node): boolean {
  return (
    facts.arguments(call).every(({ isUnpacked, name }) => !isUnpacked && name !== 'origin') &&
    !/CORS_ORIGINS|CORS_RESOURCES|from_object|from_pyfile|from_mapping/.test(tree.source)
  )
}

function checkHeader(call: Node, checker: Checker): void {
  const [name, value] = checker.facts.arguments(call)
  if (name === undefined || value === undefined) return
  if (isOpenHeader(checker, name.value, value.value)) report(checker, call, NO_NODE)
}

/** The header is a star, or says back whatever origin asks. */
function isOpenHeader(checker: Checker, name: Node, value: Node): boolean {
  if (name === NO_NODE || value === NO_NODE) return false
  if (namedText(checker.facts, name)?.toLowerCase() !== 'access-control-allow-origin') return false
  const own = provenance(checker)
  if (own.constantOf(value) === '*') return !asksForStar(checker, name)
  return own.inputOf(value, URL_TEXT) !== NO_NODE
}

/** `if '*' in allow_origins`: a function that does what its settings say opens nothing itself. */
function asksForStar({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  if (owner === undefined) return false
  return facts
    .nodesOfKind(K_COMPARISON_OPERATOR)
    .some(
      (test) =>
        tree.contains(owner.node, test) &&
        tree.namedChildren(test).some((side) => namedText(facts, side) === '*'),
    )
}

function checkAdded(call: Node, checker: Checker): void {
  const first = checker.facts.arguments(call)[0]
  if (first === undefined) return
  const origin = checker.facts.qualifiedName(first.value) ?? checker.tree.text(first.value)
  if (!/Cors/i.test(origin)) return
  checkMiddleware(checker, call)
}

function checkMiddleware(checker: Checker, call: Node): void {
  const origins = optionOf(checker, call, 'allow_origins')
  const pattern = optionOf(checker, call, 'allow_origin_regex')
  const wide = isStar(checker, origins)
    ? origins
    : isAnyPattern(checker, pattern)
      ? pattern
      : NO_NODE
  if (wide !== NO_NODE) report(checker, call, optionOf(checker, call, 'allow_credentials'), wide)
}

function isStar(checker: Checker, value: Node): boolean {
  const { tree } = checker
  if (value === NO_NODE) return false
  const own = provenance(checker).valueOf(value)
  if (namedText(checker.facts, own) === '*') return true
  const kind = tree.kind(own)
  if (kind !== K_LIST && kind !== K_TUPLE && kind !== K_SET) return false
  return tree.namedChildren(own).some((item) => namedText(checker.facts, item) === '*')
}

function report(checker: Checker, node: Node, credentials: Node, wide = NO_NODE): void {
  const withCookies =
    credentials !== NO_NODE && provenance(checker).constantOf(credentials) === true
  checker.report({
    node,
    message: withCookies
      ? 'Any website may call this service with the cookies of the user.'
      : 'Any website may call this service from the browser of a user.',
    severity: withCookies ? 'high' : 'medium',
    ...(wide !== NO_NODE && {
      evidence: [{ kind: 'definition' as const, node: wide, message: 'every origin fits' }],
    }),
  })
}
