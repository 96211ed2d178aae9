import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { callsTo } from '../../matching/call-table.ts'
import { keywordArgument } from '../../matching/calls.ts'
import { provenance } from '../../matching/provenance.ts'
import { URL_TEXT } from '../../matching/sinks.ts'
import {
  F_KEY,
  F_LEFT,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_IDENTIFIER,
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
        const resources = keywordArgument(tree, call, 'resources')
        const origins = keywordArgument(tree, call, 'origins')
        const isWide =
          isStar(checker, origins) ||
          isStar(checker, keywordArgument(tree, call, 'origin')) ||
          (origins === NO_NODE && resources === NO_NODE && isUnset(checker, call)) ||
          (resources !== NO_NODE &&
            /['"]origins['"]\s*:\s*\[?\s*['"]\*['"]/.test(tree.text(resources)))
        if (isWide) report(checker, call, keywordArgument(tree, call, 'supports_credentials'))
      },
    ),
  },
  methods: {
    add_middleware: checkAdded,
    ...Object.fromEntries(
      ['add', 'set', 'append', 'set_header', 'add_header', 'setdefault'].map((name) => [
        name,
        checkHeader,
      ]),
    ),
  },
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE) return
      if (tree.kind(target) === K_IDENTIFIER) {
        if (!/^CORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)$/.test(tree.text(target))) return
        if (provenance(checker).constantOf(value) === true) report(checker, node, NO_NODE)
      } else if (tree.kind(target) === K_SUBSCRIPT) {
        if (isOpenHeader(checker, tree.child(target, F_SUBSCRIPT), value)) {
          report(checker, node, NO_NODE)
        }
      }
    },
    [K_PAIR](node, checker) {
      const { tree } = checker
      if (isOpenHeader(checker, tree.child(node, F_KEY), tree.child(node, F_VALUE))) {
        report(checker, node, NO_NODE)
      }
    },
  },
})

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
  const { tree } = checker
  if (name === NO_NODE || value === NO_NODE) return false
  if (stringValue(tree, name)?.toLowerCase() !== 'access-control-allow-origin') return false
  const own = provenance(checker)
  return own.constantOf(value) === '*' || own.inputOf(value, URL_TEXT) !== NO_NODE
}

function checkAdded(call: Node, checker: Checker): void {
  const first = checker.facts.arguments(call)[0]
  if (first === undefined) return
  const origin = checker.facts.qualifiedName(first.value) ?? checker.tree.text(first.value)
  if (!/Cors/i.test(origin)) return
  checkMiddleware(checker, call)
}

function checkMiddleware(checker: Checker, call: Node): void {
  const { tree } = checker
  const pattern = keywordArgument(tree, call, 'allow_origin_regex')
  const regex = pattern === NO_NODE ? undefined : provenance(checker).constantOf(pattern)
  const isWide =
    isStar(checker, keywordArgument(tree, call, 'allow_origins')) ||
    (typeof regex === 'string' && /^\^?(?:https\?:\/\/)?\(?\.[*+]\)?\$?$/.test(regex))
  if (isWide) report(checker, call, keywordArgument(tree, call, 'allow_credentials'))
}

function isStar(checker: Checker, value: Node): boolean {
  const { tree } = checker
  if (value === NO_NODE) return false
  const own = provenance(checker).valueOf(value)
  if (stringValue(tree, own) === '*') return true
  const kind = tree.kind(own)
  if (kind !== K_LIST && kind !== K_TUPLE && kind !== K_SET) return false
  return tree.namedChildren(own).some((item) => stringValue(tree, item) === '*')
}

function report(checker: Checker, node: Node, credentials: Node): void {
  const withCookies =
    credentials !== NO_NODE && provenance(checker).constantOf(credentials) === true
  checker.report({
    node,
    message: withCookies
      ? 'Any website may call this service with the cookies of the user.'
      : 'Any website may call this service from the browser of a user.',
    severity: withCookies ? 'high' : 'medium',
  })
}
