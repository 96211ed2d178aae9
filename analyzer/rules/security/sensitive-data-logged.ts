import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { readString } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, receiverOf } from '../../matching/calls/calls.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { LOG_METHODS } from '../../matching/calls/loggers.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { secretKindOf, wordsOf } from '../../matching/values/secrets.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_OPERATOR,
  F_RIGHT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_DICTIONARY,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_LIST,
  K_PAIR,
  K_STRING,
  K_SUBSCRIPT,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isHandedOver } from './matching/handed-files.ts'
import { loggedWhole } from './matching/logged-wholes.ts'

const LOGGER =
  /(?:^|[._])(?:log|logger|logging|_log|_logger|LOG|LOGGER|app\.logger|getLogger\(.*\))$/
const LOGGER_ORIGIN = /^(?:logging|loguru|structlog)\./
const PERSONAL =
  /(?:^|_)(?:ssn|social_security_number|credit_card(?:_number)?|card_number|cvv|cvc|iban|passport_number|private_key|pin_code)$/

export default defineRule({
  id: 'sensitive-data-logged',
  title: 'Secret or personal data written to a log',
  consequence:
    'Everyone with access to the logs, their backups and the log service gets passwords or personal data.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [532, 312],
  why: `
Logs are copied to many places, kept for a long time and read by many people and tools that must not
know passwords, tokens or card numbers. A secret in a log has to be treated as published: it must be
changed, and personal data reported.
`,
  fix: `
Log what identifies the event and not the secret: the id of the user, the name of the key. Where a
trace is needed log a keyed hash or the last four characters. Add a filter to the logger for the rest.
`,
  exemptions: [
    {
      text: 'A new secret that is shown once to who asked for it.',
      quiet: py`
        def run(api, account):
            response = api.CreateKey(account)
            print("Secret:", response.secret)
      `,
    },
    {
      text: 'Messages that speak about a secret and do not show it.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def login(user, password, token):
            logger.info('password changed for %s', user.id)
            logger.debug('token has %d characters', len(token))
            logger.debug('has password: %s', bool(password))
            logger.info('password is %s', 'set' if password else 'missing')
      `,
    },
    {
      text: 'A value that was masked or hashed, and names of fields and files.',
      quiet: py`
        import logging

        def login(password, password_file, token_type, hash_password, mask, url):
            logging.info('connected to %s', url.obscure_password)
            logging.info('using %s', mask(password))
            logging.info('using %s of type %s', password_file, token_type)
            logging.info('hash %s', hash_password(password))
      `,
    },
    {
      text: 'Functions of the same names that do not log.',
      quiet: py`
        import math

        def run(form, token, password):
            math.log(token)
            form.error('password', password)
            return form.info(password)
      `,
    },
  ],
  limits: [
    'Only names tell that a value is a secret. Of objects those are looked into that show their fields by themselves: data classes, models, settings.',
  ],
  bad: [
    py`
      import logging

      def login(user, password):
          logging.info('login of %s with %s', user, password) #!
    `,
    py`
      import logging
      from logging import info
      from loguru import logger as loguru

      log = logging.getLogger(__name__)

      class Client:
          def connect(self, config, card_number):
              log.debug(f'connecting with {self.api_key}') #!
              log.error('failed: ' + config['db_password']) #!
              log.warning('refused {}'.format(self.access_token)) #!
              log.info('paid with %(card)s', {'card': card_number}) #!
              print('secret key is', self.secret_key) #!
              info('%s', config.get('password')) #!
              loguru.info('k {}', self.api_key) #!
              text = self.api_key
              return log.info(text) #!
    `,
  ],
  good: [
    py`
      import logging

      def login(user, password):
          logging.info('login of %s', user)
    `,
  ],
  confidence: 'medium',
  roles: ['source', 'migration'],
  calls: {
    ...callsTo(
      ['builtins.print', ...LOG_METHODS.map((level) => `logging.${level}`)],
      (call, checker) => {
        // `logging.info(...)` is seen as a method.
        if (checker.tree.kind(checker.facts.callee(call)) === K_IDENTIFIER) checkCall(checker, call)
      },
    ),
  },
  methods: {
    write: checkFile,
    writelines: checkFile,
    set_cookie: checkCookie,
    ...Object.fromEntries(
      LOG_METHODS.map((level) => [
        level,
        (call: Node, checker: Checker) => {
          const receiver = receiverOf(checker.tree, call)
          if (receiver === NO_NODE) return
          const isLogger =
            LOGGER.test(checker.tree.text(receiver)) ||
            LOGGER_ORIGIN.test(libraryName(checker, call) ?? '')
          if (isLogger) checkCall(checker, call)
        },
      ]),
    ),
  },
})

/** `file.write(password)`: only what is known to be an open file. */
function checkFile(call: Node, checker: Checker): void {
  const value = checker.valueOf(receiverOf(checker.tree, call))
  if (value?.kind !== 'external' || !FILE.test(value.name)) return
  // The file is there to hand the secret to a program, and goes with its block.
  checkCall(checker, call, isHandedOver(checker, call) ? 'medium' : undefined)
}

const FILE =
  /^(?:builtins\.open|io\.(?:open|TextIOWrapper|BufferedWriter|TextIO|IO)|pathlib\.Path\(\)\.open|sys\.std(?:out|err)|typing\.(?:TextIO|IO))\b/

/** A cookie lies in clear text with the client. */
function checkCookie(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const value = argumentFor(tree, call, 1, 'value')
  const secret = value === NO_NODE ? NO_NODE : secretIn(checker, value, 0)
  if (secret === NO_NODE || secretKindOf(lastPart(tree.text(secret))) !== 'password') return
  checker.report({
    node: call,
    message: `\`${tree.text(secret)}\` is kept in clear text in a cookie that \`${tree.text(facts.callee(call))}\` sets.`,
  })
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

function checkCall(checker: Checker, call: Node, severity?: 'medium'): void {
  for (const { value } of checker.facts.arguments(call)) {
    const secret = secretIn(checker, value, 0)
    const whole = secret === NO_NODE ? loggedWhole(checker, value) : undefined
    if (whole !== undefined && !isShownToUser(checker, call) && !isTryOut(checker, call)) {
      const text = checker.tree.text(whole.node)
      checker.report({ node: call, message: `\`${text}\` is written out with ${whole.secret}.` })
      return
    }
    if (secret === NO_NODE || isShownOnce(checker, call, secret)) continue
    // The serial number of a storage goes by that name as well.
    if (/ssn$/i.test(checker.tree.text(secret)) && /serial/i.test(checker.tree.source)) continue
    checker.report({
      node: call,
      ...(severity !== undefined && { severity }),
      // Who runs the program reads it, and nobody else.
      ...((isTryOut(checker, call) || isShownToUser(checker, call)) && {
        severity: 'medium' as const,
      }),
      ...(isKept(checker, call) && { severity: 'medium' as const }),
      message: `\`${checker.tree.text(secret)}\` is written out in clear text.`,
    })
    return
  }
}

/** `class FileTokenManager`: that it lies in a file is what was asked for; how safe the file is, is the question. */
function isKept({ facts }: Checker, call: Node): boolean {
  return /(?:token|credential|secret|password|cookie)s?_?(?:manager|store|storage|cache|file|keeper)/i.test(
    facts.enclosingClass(call)?.name ?? '',
  )
}

/** `print(...)`: no log that others collect. */
function isShownToUser({ facts }: Checker, call: Node): boolean {
  return facts.calleeName(call) === 'builtins.print'
}

/** `if __name__ == '__main__':`: who runs the file alone tries it out. */
function isTryOut({ tree }: Checker, call: Node): boolean {
  let outer = call
  for (let at = tree.ancestor(call, K_IF_STATEMENT); at !== NO_NODE; ) {
    outer = at
    at = tree.ancestor(at, K_IF_STATEMENT)
  }
  return outer !== call && /^if\s+__name__\s*==/.test(tree.text(outer))
}

/** `key = create_key(...); print(key.secret)`: a new secret is shown to who asked for it. */
function isShownOnce(checker: Checker, call: Node, secret: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(facts.callee(call)) !== K_IDENTIFIER) return false
  let root = secret
  while (tree.kind(root) === K_ATTRIBUTE || tree.kind(root) === K_SUBSCRIPT) {
    root = tree.namedChildren(root)[0] ?? NO_NODE
  }
  const made = root === NO_NODE ? NO_NODE : provenance(checker).valueOf(root)
  if (made === NO_NODE || tree.kind(made) !== K_CALL) return false
  return /(?:^|[._])(?:create|generate|issue|rotate|new|make)/i.test(
    tree.text(facts.callee(made)).replace(/([a-z])([A-Z])/g, '$1_$2'),
  )
}

function isPath(checker: Checker, node: Node): boolean {
  const value = checker.valueOf(node)
  return value?.kind === 'external' && /^pathlib\.(?:Pure|Posix|Windows)*Path\(\)$/.test(value.name)
}

/** The part of a logged value that is a secret by its name; calls are taken to hide it. */
function secretIn(checker: Checker, node: Node, depth: number): Node {
  const { tree, facts } = checker
  if (depth > 6) return NO_NODE
  const isSecret = (part: Node): boolean => secretIn(checker, part, depth + 1) !== NO_NODE
  switch (tree.kind(node)) {
    case K_IDENTIFIER:
      if (isSecretName(tree.text(node)) || isAccessToken(checker, node)) {
        // Where a secret lies, not the secret.
        return isPath(checker, node) ? NO_NODE : node
      }
      return secretBehind(checker, node, depth)
    case K_ATTRIBUTE: {
      const attribute = tree.text(tree.child(node, F_ATTRIBUTE))
      if (isSecretName(attribute) || isPresented(checker, attribute, node)) return node
      // `form.password.data`: what a field of a form holds.
      const holder = FIELD_VALUE.test(attribute) ? tree.child(node, F_OBJECT) : NO_NODE
      const isField = holder !== NO_NODE && tree.kind(holder) === K_ATTRIBUTE
      return isField && isSecret(holder) ? node : NO_NODE
    }
    case K_SUBSCRIPT: {
      const key = namedConstant(facts, tree.namedChildren(node)[1] ?? NO_NODE)
      return typeof key === 'string' && isSecretName(key) ? node : NO_NODE
    }
    case K_STRING:
    case K_CONCATENATED_STRING: {
      const parts = readString(tree, node)?.parts ?? []
      return first(
        parts.map((part) =>
          part.kind === 'value' ? secretIn(checker, part.expression, depth + 1) : NO_NODE,
        ),
      )
    }
    case K_BINARY_OPERATOR: {
      const operator = tree.text(tree.child(node, F_OPERATOR))
      if (operator !== '+' && operator !== '%') return NO_NODE
      return first([
        secretIn(checker, tree.child(node, F_LEFT), depth + 1),
        secretIn(checker, tree.child(node, F_RIGHT), depth + 1),
      ])
    }
    case K_TUPLE:
    case K_LIST:
    case K_DICTIONARY:
      return first(
        tree.namedChildren(node).map((part) => {
          const isPair = tree.kind(part) === K_PAIR
          const value = isPair ? (tree.namedChildren(part)[1] ?? part) : part
          // `{'password': given}`, not `{'password': hash}`
          const key = isPair ? namedConstant(facts, tree.namedChildren(part)[0] ?? part) : undefined
          const isShown = isRead(tree, value) && !HIDDEN.test(tree.text(value))
          const isNamed = isShown && typeof key === 'string' && isSecretName(key)
          return isNamed ? value : secretIn(checker, value, depth + 1)
        }),
      )
    case K_CALL: {
      const callee = facts.callee(node)
      if (/\.format$/.test(tree.text(callee)) || /^(?:str|repr)$/.test(tree.text(callee))) {
        return first(facts.arguments(node).map(({ value }) => secretIn(checker, value, depth + 1)))
      }
      if (facts.calleeName(node) === 'getpass.getpass') return node
      // `password.strip()`, `settings.api_key.get_secret_value()`.
      if (SHOWS.test(tree.text(callee)) && isSecret(receiverOf(tree, node))) {
        return node
      }
      // `get_password()` gives the secret itself.
      const asked = /(?:^|\.)_?(?:get|read|load|fetch|ask|prompt)_(?:for_|the_)?(\w+)$/.exec(
        tree.text(callee),
      )
      if (asked?.[1] !== undefined && isSecretName(asked[1])) return node
      // `config.get('password')`.
      const key = facts.arguments(node)[0]?.value
      const name = key === undefined ? undefined : namedConstant(facts, key)
      const isItem = /\.(?:get|pop)$/.test(tree.text(callee)) && typeof name === 'string'
      return isItem && isSecretName(name) ? node : NO_NODE
    }
    default:
      return NO_NODE
  }
}

/** `text = password`: another name for the secret itself. */
function secretBehind(checker: Checker, name: Node, depth: number): Node {
  const value = provenance(checker).valueOf(name)
  const kind = checker.tree.kind(value)
  const isAsked = kind === K_CALL && checker.facts.calleeName(value) === 'getpass.getpass'
  // `token = request.headers['Authorization'].removeprefix('Bearer ')`.
  if (CREDENTIALS.test(checker.tree.text(value))) return name
  const isWhole = kind === K_DICTIONARY && !isShortened(checker, name)
  const isName = isRead(checker.tree, value) || isAsked || isWhole
  return isName && value !== name ? secretIn(checker, value, depth + 1) : NO_NODE
}

/** The attribute of a form's field with what was typed. */
const FIELD_VALUE = /^(?:data|raw_data|value)$/
/** Calls that leave a secret as it is, or bring it to light. */
const SHOWS = /\.(?:get_secret_value|l?r?strip|encode|decode)$/

/** What stands for a secret in a log. */
const HIDDEN = /hash|digest|crypt|mask|redact|hidden|stars/i

const isRead = (tree: SyntaxTree, node: Node): boolean =>
  tree.kind(node) === K_IDENTIFIER ||
  tree.kind(node) === K_ATTRIBUTE ||
  tree.kind(node) === K_SUBSCRIPT

/** `values.pop('password')`, `values['password'] = '***'`: what is in it is not what it was made of. */
function isShortened({ tree, facts }: Checker, name: Node): boolean {
  return (facts.resolve(name)?.references ?? []).some((reference) => {
    const parent = tree.parent(reference)
    const kind = tree.kind(parent)
    if (kind === K_SUBSCRIPT) return facts.isWrite(parent) || /^del\b/.test(lineOf(tree, parent))
    return kind === K_ATTRIBUTE && /\.(?:pop|update|clear|setdefault)$/.test(tree.text(parent))
  })
}

const lineOf = (tree: SyntaxTree, node: Node): string =>
  tree.source.slice(tree.lineStarts[tree.line(node) - 1], tree.start(node)).trim()

/** `token` says what a client may do where requests are answered or signed; a parser has others. */
function isAccessToken({ tree, facts }: Checker, node: Node): boolean {
  if (tree.end(node) - tree.start(node) !== 5 || tree.text(node) !== 'token') return false
  return facts.imports.some(({ target }) => SIGNING.test(target ?? ''))
}

/** `self._token`, where the same attribute goes into a header that proves who is calling. */
function isPresented({ tree, facts }: Checker, attribute: string, node: Node): boolean {
  if (!/(?:^|_)(?:token|key)$/.test(attribute)) return false
  const holder = facts.enclosingClass(node)
  const text = tree.text(node).replaceAll('.', String.raw`\.`)
  return new RegExp(
    String.raw`Bearer \{${text}\}|["'](?:Authorization|X-[\w-]*(?:Token|Key))["']\s*:\s*[^\n]{0,20}?${text}\b`,
  ).test(holder === undefined ? tree.source : tree.text(holder.node))
}

const SIGNING =
  /^(?:flask|quart|fastapi|starlette|sanic|tornado|aiohttp|jwt|jose|authlib|oauthlib|requests_oauthlib|itsdangerous|rest_framework|django\.(?:http|contrib\.auth))\b/

/** What a client proves itself with, as it stands in the header or without the word in front. */
const CREDENTIALS =
  /^[\w.]*\bheaders(?:\.get\(|\[)\s*['"](?:Proxy-)?(?:Authorization|X-Api-Key|X-Auth-Token)['"][^)\]]*[)\]](?:\.(?:removeprefix|replace|l?strip)\([^)]*\)|\.split\([^)]*\)\[-?1\])*$/i

function first(nodes: readonly Node[]): Node {
  return nodes.find((node) => node !== NO_NODE) ?? NO_NODE
}

function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  if (
    /^(?:has|is|use|no|needs?|mask(?:ed)?|hash(?:ed)?|encrypt(?:ed)?|redact(?:ed)?|obscured?|obfuscated?|hidden?|safe|num|max|min|n)$/.test(
      words[0] ?? '',
    )
  )
    return false
  if (PERSONAL.test(words.join('_')) || words.join('_') === 'authorization') return true
  // The address of a database brings its password.
  if (/(?:^|_)dsn$/.test(words.join('_'))) return true
  const kind = secretKindOf(name)
  if (kind === undefined) return false
  if (words.length === 1)
    return /^(?:password|passwd|passphrase|secret|apikey)$/.test(words[0] ?? '')
  return kind !== 'token' && !/s$/.test(words.at(-1) ?? '')
}
