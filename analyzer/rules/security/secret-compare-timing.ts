import type { Checker, FixDraft } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { ALL_SINKS } from '../../matching/inputs/sinks.ts'
import { wordsOf } from '../../matching/values/secrets.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_INTERPOLATION,
  K_STRING,
  K_SUBSCRIPT,
  T_BANG_EQ,
  T_EQ_EQ,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { configured } from './matching/configured.ts'

const SECRET =
  /(?:^|_)(?:api_?key|auth_?key|auth_hash|secret(?:_key|_token)?|hmac|signature|password|passwd|csrf_token|auth_token|access_token|bearer_token|webhook_(?:secret|token)|(?:api|admin|service|internal)_token|session_token|reset_token|expected_(?:token|signature|sig|mac|digest|hash)|token_hash|password_hash|hashed_password|mac_digest|(?:pw|pass|passwd|password)_(?:digest|hash))$/
/** Names that hold a secret where what a client sent is compared with them. */
const GUESSED = /(?:^|_)(?:token|sig|mac|otp|passcode)$/
const HMAC =
  /\bhmac\.(?:new|HMAC)\([\s\S]*\)\.(?:hex)?digest\(\)$|\bhmac\.digest\(|\b(?:hashlib\.\w+|sha\d+|md5)\([^)]*(?:password|passwd|api_?key|secret|token)[^)]*\)+\.(?:hex)?digest\(\)$/
/** Functions that make what only the holder of a key can make. */
const SIGNING =
  /^_*(?:(?:get|make|compute|calc(?:ulate)?|create|generate|build|expected)_)?(?:sign(?:ature)?|hmac|mac|(?:\w+_)?(?:digest|signature|hmac))(?:_(?:for|of|payload|message|body|data|value|cookie|token|request|packet))*$/
/** What such a thing is called where it comes back. */
const SIGNED = /(?:^|_)(?:sig|signature|mac|hmac|digest|tag)$/
const KEYED = /key|secret|salt/i
const LETS_IN = /auth|login|log_?in|verif|check|valid|permit|require|guard/i
/** Words of code that lets people in, in contrast to that of parsers. */
const OF_PEOPLE = /\b(?:auth\w*|login|password|secret\w*|api_?key|headers?|request|session|jwt)\b/i
const ABOUT = /^(?:len|type|int|str_type|id|bool)$/

export default defineRule({
  id: 'secret-compare-timing',
  title: 'Secret compared with an operator that stops early',
  consequence:
    'By measuring how long refusals take, an attacker can find a valid token or signature piece by piece.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [208],
  why: `
\`==\` on text stops at the first difference, so that a guess with a longer right beginning takes longer
to be refused. Over many requests the difference can be measured, and a secret is found character by
character instead of all at once.
`,
  fix: `
\`hmac.compare_digest(given, expected)\` takes the same time wherever the difference is. Encode both
sides to bytes first if they may hold more than ASCII.
`,
  exemptions: [
    {
      text: 'A member of an enumeration of the project.',
      quiet: py`
        from enum import IntEnum

        class Encryption(IntEnum):
            PLAIN = 0
            USER_PASSWORD = 1

        def is_encrypted(storage):
            return storage.encryption() == Encryption.USER_PASSWORD
      `,
    },
    {
      text: 'A comparison that takes constant time.',
      quiet: py`
        import hmac
        import secrets

        def check(given, api_key, signature):
            return hmac.compare_digest(given, api_key) and secrets.compare_digest(given, signature)
      `,
    },
    {
      text: 'A comparison with a constant, or of the length or the kind of a secret.',
      quiet: py`
        def check(password, secret_key, signature):
            if password == '' or secret_key is None or secret_key == None:
                return False
            return len(signature) == 64 and type(password) == str
      `,
    },
    {
      text: 'Two entries of a form, or a name that merely speaks of a secret.',
      quiet: py`
        def check(form, password, password_confirm, password1, password2, old, new):
            if password != password_confirm or password1 != password2:
                raise ValueError
            if form.old_password == form.new_password:
                raise ValueError
            return form.token_type == old.token_type and old.password_field == new
      `,
    },
    {
      text: 'Objects that are compared with themselves for equality.',
      quiet: py`
        class Address:
            def __eq__(self, other):
                return self.password == other.password

            def set(self, password):
                if password != self.password:
                    self.password = password
      `,
    },
  ],
  limits: ['Only names tell that a value is a secret.'],
  bad: [
    py`
      def authorised(request, settings):
          return request.headers['X-Key'] == settings.api_key #!
    `,
    py`
      import hashlib
      import hmac

      def unchanged(body, header, secret):
          parts = dict(one.split('=', 1) for one in header.split(','))
          mac = hmac.new(secret.encode(), b'.' + body, hashlib.sha256)
          if mac.hexdigest() != parts['given']: #!
              raise ValueError

      def check(body, given, user, secret):
          expected_signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
          if given != expected_signature: #!
              raise ValueError
          if hmac.new(secret, body, 'sha256').hexdigest() == given: #!
              return user.password == given #!
          api_key = settings.get('api_key')
          if given == api_key: #!
              return True
          expected = hmac.new(secret, body, 'sha256').hexdigest()
          assert given == expected #!

      class Guard:
          def verify(self, api_key, request):
              if request.headers['X-Token'] != self.token: #!
                  return False
              return api_key == self.api_key #!
    `,
  ],
  good: [
    py`
      import hmac

      def authorised(request, settings):
          return hmac.compare_digest(request.headers['X-Key'], settings.api_key)
    `,
  ],
  confidence: 'medium',
  roles: ['source', 'migration'],
  on: {
    [K_COMPARISON_OPERATOR](node, checker) {
      const { tree, facts } = checker
      const [left, right, more] = tree.namedChildren(node)
      if (left === undefined || right === undefined || more !== undefined) return
      const operator = tree.kind(tree.endOfSubtree(left))
      if (operator !== T_EQ_EQ && operator !== T_BANG_EQ) return
      if (isNeutral(checker, left) || isNeutral(checker, right)) return
      const owner = facts.enclosingFunction(node)?.name ?? ''
      const isGiven =
        isInput(checker, left) ||
        isInput(checker, right) ||
        isLettingIn(checker, owner, left, right)
      const isLeft =
        isSecret(checker, left, isGiven) ||
        isConfigured(checker, left, right) ||
        isSigning(checker, left, right)
      const isRight =
        isSecret(checker, right, isGiven) ||
        isConfigured(checker, right, left) ||
        isSigning(checker, right, left)
      if (!isLeft && !isRight) return
      // `self.reset_token` of a class that gives it a fixed text is a name and no secret.
      if ([left, right].some((side) => isFixedField(checker, side))) return
      // Two entries of the same form, or the same attribute of two objects.
      const names = [nameOf(checker, left), nameOf(checker, right)]
      // `password == self.password` where somebody is let in; elsewhere it asks for a change.
      const isSame =
        names[0] !== '' &&
        names[0] === names[1] &&
        (tree.kind(left) === tree.kind(right) || !LETS_IN.test(owner)) &&
        !isSent(checker, left) &&
        !isSent(checker, right)
      const isPair =
        /confirm|repeat|again|verify|retype|\bnew_|\bold_|\bcurrent_|\bprevious_|\d$/.test(
          names.join(' '),
        ) || isSame
      if (isPair || /^__(?:eq|ne|lt)__$/.test(owner)) return
      if (names.some((name) => SAYS_WHETHER.test(name))) return
      if (isOfItself(tree.text(left), tree.text(right))) return
      const secret = isRight ? right : left
      checker.report({
        node,
        message: `\`${tree.text(secret)}\` is compared with an operator that stops at the first difference.`,
        fixes: fixOf(checker, node, left, right, operator === T_BANG_EQ),
      })
    },
  },
})

/** `needs_password`, `validPassword`: yes or no, and no secret. */
const SAYS_WHETHER =
  /^_*(?:valid|needs?|has|is|requires?|show|hide|use|ask|want|can|with|without|no)(?:_|(?=[A-Z]))/

/** `password != password.upper()`, and `mac == bytes(32)`, which asks whether there is one. */
function isOfItself(left: string, right: string): boolean {
  const isPart = left.startsWith(`${right}.`) || right.startsWith(`${left}.`)
  return isPart || /^bytes\([\w.]+\)$/.test(left) || /^bytes\([\w.]+\)$/.test(right)
}

function isFixedField(checker: Checker, side: Node): boolean {
  if (checker.tree.kind(side) !== K_ATTRIBUTE) return false
  // A member of an enumeration is a number or a name.
  const constant = provenance(checker).constantOf(side)
  // An empty text is a default that the configuration replaces.
  return (typeof constant === 'string' && constant !== '') || typeof constant === 'number'
}

/** `hmac.compare_digest`; both sides have to be bytes, or text of ASCII. */
function fixOf(
  { tree, facts }: Checker,
  comparison: Node,
  left: Node,
  right: Node,
  isNegated: boolean,
): FixDraft[] {
  const digest = importedName(facts, 'hmac', 'compare_digest', comparison)
  const call = `${digest.text}(${tree.text(left)}, ${tree.text(right)})`
  return [
    {
      title: 'Compare in constant time',
      grade: 'needs-review',
      edits: [...digest.edits, replace(tree, comparison, isNegated ? `not ${call}` : call)],
    },
  ]
}

function nameOf(checker: Checker, node: Node): string {
  const { tree } = checker
  switch (tree.kind(node)) {
    case K_IDENTIFIER:
      return tree.text(node)
    case K_ATTRIBUTE:
      return tree.text(tree.child(node, F_ATTRIBUTE))
    case K_SUBSCRIPT: {
      const key = namedConstant(checker.facts, tree.namedChildren(node)[1] ?? NO_NODE)
      return typeof key === 'string' ? key : ''
    }
    default:
      return ''
  }
}

/** True for what only somebody who is let in may know; what a client gave is compared with more. */
function isSecret(checker: Checker, node: Node, isGiven: boolean): boolean {
  const { tree } = checker
  const value = tree.kind(node) === K_IDENTIFIER ? provenance(checker).valueOf(node) : node
  if (tree.kind(value) === K_CALL && HMAC.test(digestText(checker, value))) return true
  const isPrefixed =
    (tree.kind(value) === K_STRING && tree.hasChildOfKind(value, K_INTERPOLATION)) ||
    tree.kind(value) === K_BINARY_OPERATOR
  if (isPrefixed && (HMAC.test(tree.spelled(value)) || isPrefixedSecret(checker, value)))
    return true
  const words = wordsOf(nameOf(checker, node)).join('_')
  return SECRET.test(words) || (isGiven && !isInput(checker, node) && GUESSED.test(words))
}

/** `self.sign(payload) == signature`, `cookie_digest(payload, key=key) == digest`. */
function isSigning(checker: Checker, node: Node, other: Node): boolean {
  const { tree, facts } = checker
  const value = tree.kind(node) === K_IDENTIFIER ? provenance(checker).valueOf(node) : node
  const name = tree.kind(value) === K_CALL ? calleeName(tree, value) : ''
  if (!SIGNING.test(name)) return false
  const isSigned = SIGNED.test(wordsOf(nameOf(checker, other)).join('_'))
  if (!isSigned && !/hmac|signature/.test(name)) return false
  // A digest without a key proves nothing, and is no secret.
  const isKeyed = facts.arguments(value).some(({ name: keyword, value: given }) => {
    return KEYED.test(keyword ?? '') || KEYED.test(tree.spelled(given))
  })
  return isKeyed || /sign|mac/.test(name)
}

/** `os.environ['GATE_TOKEN']`: what is kept out of the code under such a name is a secret. */
/** `mac.hexdigest()` with what stands behind `mac`. */
function digestText(checker: Checker, call: Node): string {
  const { tree } = checker
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || tree.kind(receiver) !== K_IDENTIFIER) return tree.text(call)
  const made = provenance(checker).valueOf(receiver)
  return tree.text(made) + tree.source.slice(tree.end(receiver), tree.end(call))
}

function isSecretVariable(tree: SyntaxTree, node: Node): boolean {
  return /\benviron(?:\.get\(|\[)\s*['"]\w*(?:KEY|TOKEN|SECRET|PASSWORD|SIGNATURE)['"]/.test(
    tree.text(node),
  )
}

/** A secret of the configuration under any name, where what a request brings is compared with it. */
function isConfigured(checker: Checker, node: Node, other: Node): boolean {
  const { tree } = checker
  if (!isSent(checker, other) && !isInput(checker, other)) return false
  if (isSent(checker, other) && isSecretVariable(tree, node)) return true
  // `settings.ARCHIVER_KEY`
  const isSetting =
    tree.kind(node) === K_ATTRIBUTE &&
    /(?:^|\.)(?:settings|config|conf)$/.test(tree.text(tree.child(node, F_OBJECT))) &&
    /_(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(nameOf(checker, node))
  return isSetting || (isSent(checker, other) && configured(checker, node)?.kind === 'secret')
}

/** What a request brings beside its body: `request.headers['X-Token']`, a cookie. */
function isSent(checker: Checker, node: Node): boolean {
  const given = checker.tree.text(provenance(checker).valueOf(node))
  return /\b(?:headers|cookies|COOKIES)\b|\bMETA\b.*\bHTTP_/.test(given)
}

/** `f'Bearer {API_KEY}'`, `'Bearer ' + settings.api_key`. */
function isPrefixedSecret({ tree }: Checker, value: Node): boolean {
  return /^f?r?["']\s*(?:Bearer|Basic|Token|ApiKey|Key|sha\d+=)\b/i.test(tree.spelled(value))
    ? wordsIn(tree.text(value)).some((word) => SECRET.test(wordsOf(word).join('_')))
    : false
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? []
}

/** `check(self, token)` of code that lets people in: `token == self.token`. */
function isLettingIn(checker: Checker, owner: string, left: Node, right: Node): boolean {
  if (!LETS_IN.test(owner) || !OF_PEOPLE.test(checker.tree.source)) return false
  return [left, right].every((side) => GUESSED.test(wordsOf(nameOf(checker, side)).join('_')))
}

function isInput(checker: Checker, node: Node): boolean {
  return provenance(checker).inputOf(node, ALL_SINKS) !== NO_NODE
}

/** Constants, and questions about a value that do not reveal it. */
function isNeutral(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (namedConstant(facts, node) !== undefined) return true
  const name = nameOf(checker, node)
  // A column may be written in capitals as constants are.
  const isColumn =
    (tree.kind(node) === K_ATTRIBUTE && GUESSED.test(wordsOf(name).join('_'))) ||
    isSecretVariable(tree, node)
  const isKept = /_(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(name) && tree.kind(node) === K_ATTRIBUTE
  if (
    /^[A-Z][A-Z0-9_]+$/.test(name) &&
    !isKept &&
    !SECRET.test(wordsOf(name).join('_')) &&
    !isColumn
  ) {
    return true
  }
  if (tree.kind(node) !== K_CALL) return false
  return ABOUT.test(tree.spelled(facts.callee(node)))
}
