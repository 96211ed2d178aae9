import {
  type AuthMarks,
  DENIES_FORBIDDEN,
  DENIES_UNKNOWN,
  readAuthMarks,
  VERIFIES,
} from '../../domain/routes/auth-marks.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import {
  conditionOf,
  consequenceOf,
  hasAlternative,
  negatedOf,
  operandsOf,
  statementsAfter,
} from '../../matching/statements/branches.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ALTERNATIVE,
  F_BODY,
  F_CONSEQUENCE,
  K_COMPARISON_OPERATOR,
  K_ELSE_CLAUSE,
  K_FALSE,
  K_IF_STATEMENT,
  K_MODULE,
  K_NONE,
  K_PASS_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  T_EQ_EQ,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { configured, type Setting } from './matching/configured.ts'
import { skippedChecks } from './matching/skipped-checks.ts'

const CHECKING_NAME =
  /(?:^|_)(?:auth\w*|verify|verified|require|required|check|validate|valid|permissions?|tokens?|api_?key|login|current_user|signature|webhook|access|allowed?|guard|ensure|principal|credentials?|dispatch|secured?|hmac)(?:_|$)/i
/** Dependencies that are called by whom they let in: `admin`, `staff_only`. */
const GUARD_NAME =
  /^_?(?:is_|get_|only_)?(?:admin|staff|superuser|operator|internal|service)(?:_only|_user|_token)?$/i
const DENIAL =
  /(?:\b40[13]\b|HTTP_40[13]|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|PermissionDenied|AuthenticationFailed|abort\()/

export default defineRule({
  id: 'auth-bypass-when-unconfigured',
  title: 'Check of the caller that lets everybody in when it is not configured',
  consequence:
    'A deployment that forgets one setting, or names its environment differently, runs without any protection and nobody notices.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [287, 636, 1188],
  why: `
The branch for the missing key is meant for the laptop of a developer, but it runs wherever the variable
is missing: in a new region, after a rename, in a container that lost its secret. All requests succeed, so
that nothing looks broken.

| setting | request without key | answer |
|---|---|---|
| \`API_KEY=s3cret\` | | 401 |
| \`API_KEY\` forgotten | | 200 |
`,
  fix: `
Fail closed: without the secret refuse to start, or answer 503. What developers need is a key in their
\`.env\`, or \`app.dependency_overrides\` in tests, not a branch in the check.
`,
  exemptions: [
    {
      text: 'A missing secret that is an error.',
      quiet: py`
        import hmac
        from fastapi import Header, HTTPException
        from app.config import settings

        def require_key(x_api_key: str = Header(None)):
            if not settings.api_key:
                raise HTTPException(status_code=503)
            if not hmac.compare_digest(x_api_key or '', settings.api_key):
                raise HTTPException(status_code=401)

        def verify_token(token):
            if settings.secret_key is None:
                return False
            return token == settings.secret_key

        def verify_signature(body, signature):
            if settings.webhook_secret and hmac.compare_digest(signature, settings.webhook_secret):
                return body
            raise HTTPException(status_code=401)
      `,
    },
    {
      text: 'Credentials that the caller did not send.',
      quiet: py`
        from fastapi import HTTPException, Header

        def optional_user(token: str = Header(None)):
            if not token:
                return None
            if token != 'x':
                raise HTTPException(status_code=401)
            return token
      `,
    },
    {
      text: 'A setting for something else, in or outside of a check.',
      quiet: py`
        from fastapi import HTTPException
        from app.config import settings

        def require_user(request):
            if settings.debug:
                print('checking', request.url)
            if not request.headers.get('authorization'):
                raise HTTPException(status_code=401)
            return request

        def send_report(report):
            if not settings.api_key:
                return None
            return report
      `,
    },
  ],
  limits: ['A setting that reaches the check through a parameter is only seen by its name.'],
  bad: [
    py`
      from fastapi import Header, HTTPException
      from app.config import settings

      async def require_api_key(x_api_key: str = Header(None)):
          if not settings.api_key: #!
              return
          if x_api_key != settings.api_key:
              raise HTTPException(status_code=401)
    `,
    py`
      import hmac
      import os
      from fastapi import Depends, HTTPException, Request
      from app.config import get_settings, settings

      API_TOKEN = os.getenv('API_TOKEN')
      WEBHOOK_SECRET = os.environ.get('WEBHOOK_SECRET', '')

      def get_current_user(request: Request):
          if settings.environment == 'development': #!
              return {'id': 1, 'role': 'admin'}
          token = request.headers.get('authorization')
          if token is None:
              raise HTTPException(status_code=401)
          return token

      def verify_token(token: str):
          if API_TOKEN is None: #!
              return True
          return hmac.compare_digest(token, API_TOKEN)

      def verify_signature(body: bytes, signature: str) -> bool:
          secret = os.getenv('SIGNING_SECRET')
          if not secret: #!
              return True
          return hmac.compare_digest(signature, secret)

      def check_key(request: Request, config=Depends(get_settings)):
          if config.api_key and request.headers.get('x-api-key') != config.api_key: #!
              raise HTTPException(status_code=403)

      def check_webhook(request: Request, signature: str):
          if WEBHOOK_SECRET: #!
              if signature != WEBHOOK_SECRET:
                  raise HTTPException(status_code=403)
          return request

      def require_admin(user=Depends(get_current_user)):
          if settings.ENV != 'production' or settings.debug: #!
              return user
          if user.role != 'admin':
              raise HTTPException(status_code=403)
          return user

      def is_valid_token(token: str) -> bool:
          return not API_TOKEN or hmac.compare_digest(token, API_TOKEN) #!
    `,
    py`
      from flask import abort, current_app, request

      def require_key():
          expected = current_app.config.get('API_KEY')
          if expected is None: #!
              return None
          if request.headers.get('X-Api-Key') != expected:
              abort(401)
    `,
  ],
  good: [
    py`
      from fastapi import Header, HTTPException
      from app.config import settings

      async def require_api_key(x_api_key: str = Header(None)):
          if not settings.api_key:
              raise HTTPException(status_code=503)
          if x_api_key != settings.api_key:
              raise HTTPException(status_code=401)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { tree } = checker
      for (const { branch, given } of skippedChecks(checker)) {
        checker.report({
          node: branch,
          message: `Who leaves \`${tree.text(given)}\` out is not checked at all.`,
          evidence: [
            { kind: 'test', node: given, message: 'the client decides whether it is there' },
          ],
        })
      }
    },
    [K_IF_STATEMENT](node, checker) {
      const owner = checkingFunction(checker, node)
      if (owner === undefined) return
      const condition = conditionOf(checker.tree, node)
      const off = bypassing(checker, condition)
      if (off !== undefined) {
        const block = consequenceOf(checker.tree, node)
        if (!letsPass(checker, owner, block) || refusesAlike(checker, owner, block)) return
        report(checker, node, owner, off)
        return
      }
      const left = leftToElse(checker, owner, node)
      if (left !== undefined) {
        report(checker, node, owner, left)
        return
      }
      const required = onlyWhenSet(checker, condition)
      if (required === undefined || hasAlternative(checker.tree, node)) return
      if (!deniesWithin(checker, node) || deniesLater(checker, node)) return
      if (isRefusedElsewhere(checker, owner, required)) return
      report(checker, node, owner, required)
    },
    [K_RETURN_STATEMENT](node, checker) {
      const [value] = checker.tree.namedChildren(node)
      if (value === undefined) return
      const operands = operandsOf(checker.tree, value, 'or')
      if (operands.length < 2) return
      const owner = checkingFunction(checker, node)
      if (owner === undefined) return
      const off = operands.map((one) => configured(checker, one)).find((one) => one?.isOff === true)
      if (off !== undefined) report(checker, node, owner, off)
    },
  },
})

const MARKS = {}

/** A function that turns callers away, or says whether they may pass. */
function checkingFunction(checker: Checker, node: Node): FunctionFacts | undefined {
  const owner = checker.facts.enclosingFunction(node)
  if (owner === undefined || owner.isLambda) return undefined
  const marks: AuthMarks = checker.once(MARKS, ({ facts }) => readAuthMarks(facts))
  const mark = marks[owner.symbol] ?? 0
  const isMarked = (mark & (DENIES_UNKNOWN | DENIES_FORBIDDEN | VERIFIES)) !== 0
  if (!isMarked && !answersBySecret(checker, owner)) return undefined
  const names = [owner.name, owner.enclosing?.name ?? '', owner.class?.name ?? '']
  const isNamed =
    GUARD_NAME.test(owner.name) ||
    names.some((name) => CHECKING_NAME.test(name.replace(/(?<=[a-z])(?=[A-Z])/g, '_')))
  return isNamed ? owner : undefined
}

/** `def verify_key(given): return given == API_KEY`. */
function answersBySecret(checker: Checker, owner: FunctionFacts): boolean {
  const { tree, facts } = checker
  if (!/^_?(?:verify|check|validate|is_valid|authenticate|authori[sz]e)/.test(owner.name))
    return false
  return facts.nodesOfKind(K_RETURN_STATEMENT).some((one) => {
    if (facts.enclosingFunction(one) !== owner) return false
    const [value] = tree.namedChildren(one)
    return (
      value !== undefined &&
      operandsOf(tree, value, 'or').some(
        (part) =>
          tree.kind(part) === K_COMPARISON_OPERATOR &&
          tree.kind(tree.endOfSubtree(tree.namedChildren(part)[0] ?? part)) === T_EQ_EQ &&
          tree.namedChildren(part).some((side) => configured(checker, side)?.kind === 'secret'),
      )
    )
  })
}

/** The setting without which the condition holds: `not KEY`, `env == 'dev' or ...`. */
function bypassing(checker: Checker, condition: Node): Setting | undefined {
  const { tree } = checker
  for (const one of operandsOf(tree, condition, 'or')) {
    const parts = operandsOf(tree, one, 'and').map((part) => configured(checker, part))
    if (parts.every((part) => part?.isOff === true)) return parts[0]
  }
  return undefined
}

/** The setting without which a check is passed over for its `else`, which lets the caller pass. */
function leftToElse(checker: Checker, owner: FunctionFacts, branch: Node): Setting | undefined {
  const { tree } = checker
  const [other, more] = tree.childrenOf(branch, F_ALTERNATIVE)
  if (other === undefined || more !== undefined || tree.kind(other) !== K_ELSE_CLAUSE) {
    return undefined
  }
  const condition = conditionOf(tree, branch)
  const negated = negatedOf(tree, condition)
  const off =
    negated === NO_NODE
      ? operandsOf(tree, condition, 'and')
          .map((one) => configured(checker, one))
          .find((one) => one?.isOff === false)
      : bypassing(checker, negated)
  const block = statementsOf(tree, tree.child(other, F_BODY))
  if (off === undefined || !letsPass(checker, owner, block)) return undefined
  const isChecked =
    deniesWithin(checker, branch) || CHECKS.test(tree.spelled(tree.child(branch, F_CONSEQUENCE)))
  return isChecked && !refusesAlike(checker, owner, block) ? off : undefined
}

/** What a check does with what it is given. */
const CHECKS = /compare_digest|[!=]=|\bverify|\bcheck/

/** The setting that must be there before anything is checked: `KEY and given != KEY`, `KEY`. */
function onlyWhenSet(checker: Checker, condition: Node): Setting | undefined {
  const [first] = operandsOf(checker.tree, condition, 'and')
  if (first === undefined || operandsOf(checker.tree, condition, 'or').length > 1) return undefined
  const negated = negatedOf(checker.tree, first)
  const found = negated < 0 ? configured(checker, first) : undefined
  return found?.isOff === false && found.kind === 'secret' ? found : undefined
}

/** True if the last statement ends the check without turning the caller away. */
function letsPass(checker: Checker, owner: FunctionFacts, block: readonly Node[]): boolean {
  const { tree } = checker
  const last = block.at(-1)
  if (last === undefined) return false
  if (tree.kind(last) === K_PASS_STATEMENT) return false
  if (tree.kind(last) !== K_RETURN_STATEMENT) return false
  const [value] = statementsOf(tree, last)
  if (value === undefined) return raises(checker, owner)
  if (tree.kind(value) === K_FALSE || DENIAL.test(tree.spelled(value))) return false
  return tree.kind(value) !== K_NONE || raises(checker, owner)
}

/** `if not KEY: return Answer("no, ...")`, and `if given != KEY: return Answer("no")` beside it. */
function refusesAlike(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  block: readonly Node[],
): boolean {
  const last = block.at(-1)
  const answer = last === undefined ? undefined : answerOf(tree, last)
  if (answer === undefined) return false
  return facts
    .nodesIn(owner.node, K_RETURN_STATEMENT)
    .some((other) => other !== last && answerOf(tree, other) === answer)
}

/** What a statement returns: the call and the first word of its text. */
function answerOf(tree: SyntaxTree, statement: Node): string | undefined {
  if (tree.kind(statement) !== K_RETURN_STATEMENT) return undefined
  const [value] = statementsOf(tree, statement)
  if (value === undefined) return undefined
  const [, called, word] = /^([\w.]+)\(\s*\w?["'](\w+)/.exec(tree.text(value)) ?? []
  return word === undefined ? undefined : `${called} ${word}`
}

/** In a function that raises, or aborts, any return lets the caller in. */
function raises({ tree }: Checker, owner: FunctionFacts): boolean {
  return /\braise\b|\babort\(|status(?:_code)?=40[13]|, 40[13]\b/.test(tree.spelled(owner.node))
}

function deniesWithin({ tree }: Checker, statement: Node): boolean {
  const text = consequenceOf(tree, statement)
    .map((one) => tree.text(one))
    .join('\n')
  return DENIAL.test(text) && /\braise\b|\babort\(|\breturn\b/.test(text)
}

/** True if what stands behind turns away whom the branch did not let pass. */
function deniesLater({ tree }: Checker, statement: Node): boolean {
  return statementsAfter(tree, statement).some(
    (one) => tree.kind(one) === K_RAISE_STATEMENT || DENIAL.test(tree.spelled(one)),
  )
}

/** `if not KEY: raise` before. */
function isRefusedElsewhere(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  setting: Setting,
): boolean {
  return facts.nodesOfKind(K_IF_STATEMENT).some((other) => {
    if (facts.enclosingFunction(other) !== owner) return false
    const condition = tree.text(conditionOf(tree, other))
    const isOff = condition === `not ${setting.text}` || condition === `${setting.text} is None`
    return isOff && consequenceOf(tree, other).some((one) => tree.kind(one) === K_RAISE_STATEMENT)
  })
}

function report(checker: Checker, node: Node, owner: FunctionFacts, setting: Setting): void {
  const when =
    setting.kind === 'secret'
      ? `\`${setting.text}\` is not set`
      : setting.kind === 'environment'
        ? `\`${setting.text}\` names another environment than expected`
        : `\`${setting.text}\` says so`
  checker.report({
    node,
    message: `\`${owner.name}\` lets every caller pass when ${when}.`,
    confidence: setting.isCertain ? 'high' : 'medium',
  })
}
