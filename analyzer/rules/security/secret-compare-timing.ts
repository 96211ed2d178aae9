import type { Checker, FixDraft } from '../../engine/checker.ts'
import { replace } from '../../matching/edits/edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { K_ATTRIBUTE, K_COMPARISON_OPERATOR, T_BANG_EQ, T_EQ_EQ } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  isConfigured,
  isInput,
  isLettingIn,
  isNeutral,
  isSecret,
  isSent,
  isSigning,
  LETS_IN,
  nameOf,
} from './matching/compared-secrets.ts'

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
