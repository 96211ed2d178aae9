import type { Checker, TextEdit } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  hasUnpacking,
  keywordArgument,
  positionalArgument,
} from '../../matching/calls/calls.ts'
import { addArgument } from '../../matching/edits/call-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { optionOf, unpackedOptions } from '../../matching/values/given-options.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SETTINGS =
  /^(?:SESSION_COOKIE_SECURE|SESSION_COOKIE_HTTPONLY|CSRF_COOKIE_SECURE|REMEMBER_COOKIE_SECURE|REMEMBER_COOKIE_HTTPONLY|JWT_COOKIE_SECURE|LANGUAGE_COOKIE_SECURE)$/
/** Cookies that scripts read on purpose and that open nothing. */
const HARMLESS =
  /csrf|xsrf|theme|lang|locale|consent|timezone|tz\b|currency|banner|dismiss|seen|color|view|sort|pref|tour|utm/i
const PYRAMID = [
  'pyramid.authentication.AuthTktCookieHelper',
  'pyramid.authentication.AuthTktAuthenticationPolicy',
]
const PYRAMID_SESSION = [
  'pyramid.session.SignedCookieSessionFactory',
  'pyramid.session.UnencryptedCookieSessionFactoryConfig',
  'pyramid.session.BaseCookieSessionFactory',
]

export default defineRule({
  id: 'insecure-cookie',
  title: 'Cookie that scripts or an open line can read',
  consequence: 'A session cookie that leaks lets somebody else act as the user.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [614, 1004, 1275],
  roles: ['source', 'migration'],
  confidence: 'medium',
  why: `
Without \`Secure\` the browser sends the cookie over plain HTTP as well, where everybody on the line reads it. Without
\`HttpOnly\` any script on the page can take it, and without \`SameSite\` other sites can have requests sent with it.
`,
  fix: `
\`response.set_cookie('session', value, secure=True, httponly=True, samesite='Lax')\`, and the settings
\`SESSION_COOKIE_SECURE\`, \`SESSION_COOKIE_HTTPONLY\` on.
`,
  exemptions: [
    {
      text: 'All three flags, also from the configuration.',
      quiet: py`
        from flask import make_response

        def view(settings, options):
            response = make_response('x')
            response.set_cookie('session', 'x', secure=True, httponly=True, samesite='Lax')
            response.set_cookie('session', 'x', secure=settings.secure, httponly=True, samesite='strict')
            response.set_cookie('session', 'x', **options)
            return response
      `,
    },
    {
      text: 'Cookies that scripts are meant to read, and those that are taken away.',
      quiet: py`
        from flask import make_response

        def view():
            response = make_response('x')
            response.set_cookie('theme', 'dark', secure=True, samesite='Lax')
            response.set_cookie('csrf_token', 'x', secure=True, samesite='Strict')
            response.set_cookie('session', '', max_age=0)
            response.set_cookie('session', 'x', expires=0)
            response.delete_cookie('session')
            return response
      `,
    },
    {
      text: 'Settings that are on.',
      quiet: py`
        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_HTTPONLY = True
        DEBUG_COOKIE = False

        class TestSettings:
            SESSION_COOKIE_SECURE = False
      `,
    },
  ],
  limits: ['Flags that a proxy or middleware adds are not seen.'],
  bad: [
    py`
      from flask import make_response

      def login():
          response = make_response('ok')
          response.set_cookie('session', 'token') #!
          return response
    `,
    py`
      from django.http import HttpResponse
      from fastapi import Response
      from http.cookies import SimpleCookie
      from pyramid.authentication import AuthTktCookieHelper
      from pyramid.session import SignedCookieSessionFactory

      SESSION_COOKIE_SECURE = False #!

      def view(request, response: Response, app):
          response.set_cookie('access_token', 'x', secure=False, httponly=True, samesite='lax') #!
          response.set_cookie(key='access_token', value='x', secure=True, httponly=False, samesite='lax') #!
          other = HttpResponse()
          other.set_cookie('sessionid', 'x', secure=True, httponly=True) #!
          other.set_signed_cookie('id', 'x', httponly=True) #!
          app.config['SESSION_COOKIE_HTTPONLY'] = False #!
          app.config.update(SESSION_COOKIE_SECURE=False) #!
          AuthTktCookieHelper('secret') #!
          SignedCookieSessionFactory('secret', secure=True, httponly=False, samesite='Lax') #!
          jar = SimpleCookie()
          jar['session']['secure'] = False #!
          return response
    `,
  ],
  good: [
    py`
      from flask import make_response

      def login():
          response = make_response('ok')
          response.set_cookie('session', 'token', secure=True, httponly=True, samesite='Lax')
          return response
    `,
  ],
  methods: {
    set_cookie: cookie,
    set_signed_cookie: cookie,
    set_secure_cookie: (call, checker) => {
      // Tornado signs the value; the flags are passed on.
      cookie(call, checker)
    },
  },
  calls: {
    ...callsTo(PYRAMID, flags),
    ...callsTo(PYRAMID_SESSION, flags),
  },
  on: {
    [k.K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const value = tree.child(node, k.F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== k.K_FALSE) return
      const target = tree.child(node, k.F_LEFT)
      const isItem = tree.kind(target) === k.K_SUBSCRIPT
      const key = isItem
        ? namedConstant(facts, tree.child(target, k.F_SUBSCRIPT))
        : tree.text(target)
      if (typeof key !== 'string' || /test|dev|local/i.test(facts.enclosingClass(node)?.name ?? ''))
        return
      const isMorsel =
        isItem && /^(?:secure|httponly)$/.test(key) && /cookie|morsel|jar/i.test(tree.text(target))
      if (SETTINGS.test(key) || isMorsel)
        report(checker, node, `\`${tree.text(node)}\` takes the protection off.`, false, [
          replace(tree, value, 'True'),
        ])
    },
    [k.K_KEYWORD_ARGUMENT](node, checker) {
      const { tree } = checker
      const value = tree.child(node, k.F_VALUE)
      if (value === NO_NODE || tree.kind(value) !== k.K_FALSE) return
      if (!SETTINGS.test(tree.text(tree.child(node, k.F_NAME)))) return
      report(checker, node, `\`${tree.text(node)}\` takes the protection off.`, false, [
        replace(tree, value, 'True'),
      ])
    },
  },
})

/** `response.set_cookie(...)`: which flags are missing or off. */
function cookie(call: Node, checker: Checker): void {
  const { tree } = checker
  // A cookie jar takes a cookie that was made elsewhere.
  const passed = checker.facts.arguments(call)
  const isOpen = passed.some(
    (one) => one.isUnpacked && unpackedOptions(checker, one.value) === undefined,
  )
  if (isOpen || passed.length < 2) return
  const given = argumentFor(tree, call, 0, 'key')
  const named = given === NO_NODE ? keywordArgument(tree, call, 'name') : given
  if (named === NO_NODE) return
  const name = provenance(checker).constantOf(named)
  const isScriptable = HARMLESS.test(typeof name === 'string' ? name : tree.text(named))
  if (isRemoval(checker, call)) return
  const missing = missingFlags(checker, call, !isScriptable)
  if (missing.length === 0) return
  const isWeak = isScriptable || (missing.length === 1 && missing[0] === 'samesite')
  report(
    checker,
    call,
    `The cookie ${typeof name === 'string' ? `\`${name}\` ` : ''}is set without ${missing.map((one) => `\`${one}\``).join(' and ')}.`,
    isWeak,
    hasUnpacking(tree, call) ? [] : flagEdits(checker, call, missing),
  )
}

function flags(call: Node, checker: Checker): void {
  if (hasUnpacking(checker.tree, call)) return
  const missing = missingFlags(checker, call, true)
  if (missing.length > 0) {
    report(
      checker,
      call,
      `Its cookie is set without ${missing.map((one) => `\`${one}\``).join(' and ')}.`,
    )
  }
}

const TWO_WORDS: Readonly<Record<string, string>> = {
  httponly: 'http_only',
  samesite: 'same_site',
}

function missingFlags(checker: Checker, call: Node, needsHttpOnly: boolean): readonly string[] {
  const isOff = (name: string): boolean => {
    const own = optionOf(checker, call, name)
    // Pyramid and falcon write the names in two words.
    const value = own === NO_NODE ? optionOf(checker, call, TWO_WORDS[name] ?? name) : own
    if (value === NO_NODE) return true
    const constant = provenance(checker).constantOf(value)
    return (
      constant === false ||
      constant === null ||
      (name === 'samesite' && constant === 'none' && isOff('secure'))
    )
  }
  const found = ['secure', ...(needsHttpOnly ? ['httponly'] : []), 'samesite'].filter(isOff)
  // Starlette sends `SameSite=lax` unless it is told otherwise.
  const isStarlette = checker.facts.imports.some(({ target }) =>
    /^(?:fastapi|starlette)\b/.test(target ?? ''),
  )
  const hasSameSite = optionOf(checker, call, 'samesite') !== NO_NODE
  return isStarlette && !hasSameSite && !usesDjango(checker)
    ? found.filter((one) => one !== 'samesite')
    : found
}

function usesDjango({ facts }: Checker): boolean {
  return facts.imports.some(({ target }) => /^(?:django|flask)\b/.test(target ?? ''))
}

/** A cookie that is emptied or has expired. */
function isRemoval({ tree, facts }: Checker, call: Node): boolean {
  const value = positionalArgument(tree, call, 1)
  if (value !== NO_NODE && /^(?:''|""|None)$/.test(tree.text(value))) return true
  return facts
    .arguments(call)
    .some(
      (one) =>
        (one.name === 'max_age' || one.name === 'expires') &&
        /^(?:0|-\d+|'Thu, 01 Jan 1970.*)$/.test(tree.text(one.value)),
    )
}

function report(
  checker: Checker,
  node: Node,
  message: string,
  isWeak = false,
  edits: readonly (TextEdit | undefined)[] = [],
): void {
  const known = edits.filter((one) => one !== undefined)
  checker.report({
    node,
    message,
    ...(isWeak && { severity: 'low' as const }),
    fixes:
      known.length === 0 || known.length < edits.length
        ? []
        : [{ title: 'Protect the cookie', grade: 'needs-review', edits: known }],
  })
}

const PROTECTED: Readonly<Record<string, string>> = {
  secure: 'True',
  httponly: 'True',
  samesite: "'Lax'",
}

/** The flags as arguments: those that are there get another value, the others are added. */
function flagEdits({ tree }: Checker, call: Node, missing: readonly string[]) {
  const given = missing.filter((name) => keywordArgument(tree, call, name) !== NO_NODE)
  const added = missing.filter((name) => !given.includes(name))
  const text = added.map((name) => `${name}=${PROTECTED[name]}`).join(', ')
  return [
    ...given.map((name) => replace(tree, keywordArgument(tree, call, name), PROTECTED[name] ?? '')),
    ...(added.length === 0 ? [] : [addArgument(tree, call, text)]),
  ]
}
