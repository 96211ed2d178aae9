import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { textWithValues } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import { retryLoops } from '../../matching/errors/retry-loops.ts'
import { bodyOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { retriedPosts } from './matching/retried-posts.ts'
import { isPost, isValuedPost, repeatsPosts } from './matching/valued-posts.ts'

/** What must not be done twice. */
const EFFECT =
  /^(?:charge\w*|capture\w*|refund\w*|payout\w*|transfer\w*|pay|withdraw\w*|deposit\w*|debit\w*|credit\w*|send_(?:mail|email|sms|message|push|notification|mass_mail|invoice|money)\w*|sendmail|create_(?:charge|payment|order|invoice|transfer|refund|subscription|shipment)\w*|place_order|submit_order|book\w*_\w+|ship\w*_order|incr|incrby|decr|decrby|hincrby|rpush|lpush|zincrby)$/
/** Money and messages; what only answers may be asked twice. */
const PROVIDER = /^(?:stripe|paypalrestsdk|braintree|twilio|slack_sdk)\b/
const GUARD =
  /idempot|dedup|already|nx=True|get_or_create|update_or_create|on_conflict|processed|unique|request_id|message_id|event_id|was_sent|sent_at|is_sent|exists\(|setnx|once\b|if\s+\w+\.(?:status|state)\b|status\s*(?:==|!=|not in|in)\s|select_for_update/i
const RETRYING =
  /(?:^|\.)(?:retry|retrying|on_exception|on_predicate|retry_with_backoff|retryable|with_retry|retries)$/
const TASK = /(?:^|\.)(?:task|shared_task|actor|periodic_task)$/

export default defineRule({
  id: 'non-idempotent-retry',
  title: 'Retry around something that must not happen twice',
  consequence:
    'A customer is charged or written to twice when the first attempt worked but its answer was lost.',
  effortHours: { low: 1, high: 6 },
  cwe: [675, 799],
  confidence: 'medium',
  why: `
A timeout does not say whether the other side did the work. A retry does it again: a second charge, a second message, a
counter that is too high. With \`acks_late\` a worker that dies after the work has its task run once more.

| step | worker | payment provider |
|---|---|---|
| 1 | charge 50 | booked |
| 2 | timeout, retry | |
| 3 | charge 50 | booked **again** |
`,
  fix: `
Send an idempotency key that stays the same over all attempts, or record what was done in the same transaction and look there
first. Retry only the part that can be repeated.
`,
  exemptions: [
    {
      text: 'An idempotency key, or a look at what was done already.',
      quiet: py`
        from celery import shared_task
        from tenacity import retry

        @shared_task(autoretry_for=(TimeoutError,), max_retries=3)
        def pay(order_id, gateway):
            gateway.charge(order_id, idempotency_key=f'order-{order_id}')

        @retry
        def remind(order):
            if order.already_reminded:
                return
            order.mailer.send_mail(order.email)
      `,
    },
    {
      text: 'A name of the attempt that the caller gives: each try hands on the same.',
      quiet: py`
        import uuid

        from celery import shared_task

        @shared_task(autoretry_for=(TimeoutError,), max_retries=3)
        def pay_named(order_id, gateway, key):
            gateway.charge(order_id, uuid.UUID(key))

        @shared_task(autoretry_for=(TimeoutError,), max_retries=3)
        def transfer_named(gateway, amount, reference):
            gateway.transfer(amount, f'transfer-{reference}')
      `,
    },
    {
      text: 'Reading, and what may be done twice.',
      quiet: py`
        from tenacity import retry

        @retry
        def load(client, url):
            return client.get(url)

        @retry
        def store(client, key, value):
            client.set(key, value)
      `,
    },
    {
      text: 'A task that is not tried again.',
      quiet: py`
        from celery import shared_task

        @shared_task
        def pay(order_id, gateway):
            gateway.charge(order_id)
      `,
    },
    {
      text: 'A loop that goes on only when the store has refused the whole attempt.',
      quiet: py`
        import redis
        from redis.exceptions import WatchError

        client = redis.Redis()

        def transfer(a, b, amount):
            with client.pipeline() as pipe:
                while True:
                    try:
                        pipe.watch(a, b)
                        left = int(pipe.get(a))
                        pipe.multi()
                        pipe.set(a, left - amount)
                        pipe.incrby(b, amount)
                        pipe.execute()
                        return
                    except WatchError:
                        continue
      `,
    },
  ],
  limits: [
    'What a called function does, and whether the other side recognises repetitions, is not known.',
  ],
  bad: [
    py`
      from tenacity import retry, stop_after_attempt

      @retry(stop=stop_after_attempt(3))
      def pay(gateway, amount):
          return gateway.charge(amount) #!
    `,
    py`
      import backoff
      from celery import Celery, shared_task
      from django.core.mail import send_mail
      import requests

      app = Celery()

      @shared_task(autoretry_for=(TimeoutError,), max_retries=3)
      def pay_anew(gateway, api_key, order):
          gateway.charge(order, uuid.uuid4(), api_key) #!

      @shared_task(bind=True, autoretry_for=(Exception,), retry_backoff=True)
      def remind(self, email):
          send_mail('subject', 'text', 'from@x', [email]) #!

      @app.task(acks_late=True)
      def refund(order, gateway):
          gateway.refund(order) #!

      @app.task(bind=True, max_retries=5)
      def notify(self, url, body):
          try:
              requests.post(url, json=body, timeout=5) #!
          except requests.RequestException as error:
              raise self.retry(exc=error)

      @backoff.on_exception(backoff.expo, TimeoutError)
      async def transfer(client, amount):
          await client.transfer_money(amount) #!
    `,
  ],
  good: [
    py`
      from tenacity import retry, stop_after_attempt

      @retry(stop=stop_after_attempt(3))
      def pay(gateway, order, amount):
          return gateway.charge(amount, idempotency_key=order.id)
    `,
  ],
  roles: ['source'],
  calls: callsTo(
    ['urllib3.util.Retry', 'urllib3.util.retry.Retry', 'urllib3.Retry', 'requests.adapters.Retry'],
    (call, checker) => {
      if (!repeatsPosts(checker, call)) return
      const { facts, tree } = checker
      const post = facts.calls.find((one) => isValuedPost(checker, one))
      if (post === undefined || GUARD.test(tree.source)) return
      checker.report({
        node: call,
        message: `This tries \`POST\` again as well: \`${calleeName(tree, post)}\` on line ${tree.line(post)} may have worked the first time.`,
        related: [post],
      })
    },
  ),
  on: {
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const owner = checker.facts.functionAt(node)
      if (owner === undefined || owner.decorators.length === 0) return
      const how = retries(checker, owner)
      if (how === undefined || GUARD.test(checker.tree.text(node))) return
      const effect = effectIn(checker, owner.body, false)
      if (effect !== NO_NODE) report(checker, effect, how)
    },
    [k.K_MODULE](_node, checker) {
      const { tree } = checker
      for (const { owner, attempt, clauses } of retryLoops(checker)) {
        if (GUARD.test(tree.text(owner.node))) continue
        if (clauses.every((clause) => meansNothingDone(checker, clause))) continue
        const effect = effectIn(checker, bodyOf(tree, attempt), true)
        if (effect !== NO_NODE) report(checker, effect, 'with each round of the loop')
      }
      for (const { call, helper } of retriedPosts(checker)) {
        checker.report({
          node: call,
          message: `\`${helper}\` tries this request again, also when the first attempt had worked and only its answer was lost.`,
        })
      }
    },
    [k.K_FOR_STATEMENT](node, checker) {
      const { tree, facts } = checker
      const over = tree.child(node, k.F_RIGHT)
      if (over === NO_NODE || tree.kind(over) !== k.K_CALL) return
      const name = tree.text(facts.callee(over))
      if (!/(?:^|\.)(?:(?:Async)?Retrying|retry_context)$/.test(name)) return
      const owner = facts.enclosingFunction(node)
      if (GUARD.test(tree.text(owner?.node ?? node))) return
      const effect = effectIn(checker, tree.child(node, k.F_BODY), false)
      if (effect !== NO_NODE) report(checker, effect, `whenever \`${name}\` tries again`)
    },
  },
})

function report(checker: Checker, effect: Node, how: string): void {
  checker.report({
    node: effect,
    // What a general way to another service is used for its callers know.
    ...(isPost(checker, effect) &&
      !isValuedPost(checker, effect) &&
      !EFFECT.test(calleeName(checker.tree, effect)) &&
      !NAMED_EFFECT.test(checker.facts.enclosingFunction(effect)?.name ?? '') && {
        severity: 'medium' as const,
      }),
    message: `\`${calleeName(checker.tree, effect)}\` runs again ${how}, also when the first attempt had worked.`,
  })
}

/** A function that is there for one thing that must not be done twice. */
const NAMED_EFFECT =
  /(?:^|_)(?:create|order|buy|pay|charge|refund|transfer|book|reserve|submit|notify|invite|register|place|send)(?:_|$)/i

/** Errors by which a store says that it has refused the whole attempt. */
const REFUSED =
  /(?:^|\.)(?:WatchError|StaleDataError|SerializationFailure|SerializationError|OptimisticLock\w*|\w*Conflict\w*|\w*Deadlock\w*|ConcurrentModification\w*|PreconditionFailed|LockNotAvailable|TransactionAborted\w*)$/

function meansNothingDone({ tree }: Checker, clause: Node): boolean {
  const types = caughtTypes(tree, clause)
  return types.length > 0 && types.every((type) => REFUSED.test(tree.spelled(type)))
}

/** Why a function is run more than once. */
function retries({ tree, facts }: Checker, owner: FunctionFacts): string | undefined {
  for (const decorator of owner.decorators) {
    const callee = tree.kind(decorator) === k.K_CALL ? facts.callee(decorator) : decorator
    const name = tree.text(callee)
    if (RETRYING.test(name)) return `whenever \`${name}\` tries again`
    if (!TASK.test(name)) continue
    const text = tree.text(decorator)
    if (/acks_late\s*=\s*True/.test(text)) return 'when a worker dies, for `acks_late` is on'
    const isRetried =
      /autoretry_for|retry_backoff|max_retries\s*=\s*[1-9]/.test(text) ||
      /\bself\.retry\(/.test(tree.spelled(owner.node))
    if (isRetried) return 'whenever the task is tried again'
  }
  return undefined
}

/** The first call in a region that must not be made twice; only sure ones where `isSure`. */
function effectIn(checker: Checker, region: Node, isSure: boolean): Node {
  const { facts, tree, project, path } = checker
  const { effects } = domainOf(project)
  const end = tree.endOfSubtree(region)
  for (const call of facts.calls) {
    if (call < region || call >= end) continue
    const name = calleeName(tree, call)
    if (isNamedByCaller(checker, call)) continue
    if (EFFECT.test(name)) return call
    const known = effects.at(path, tree.position(tree.start(call)))
    const isSent = known?.certainty === 'known' && known.kind === 'mail'
    if (isSent || (known?.kind === 'provider' && PROVIDER.test(known.name))) return call
    if (isSure ? isValuedPost(checker, call) : isPost(checker, call)) return call
  }
  return NO_NODE
}

const NAME_OF_ATTEMPT =
  /^(?:key|(?:idempotency|dedup|dedupe|payment|charge|order|operation)_?key|reference|nonce|uuid|\w+_(?:uuid|reference))$/i

/** `charge(amount, reference=key)` with a parameter: each try hands on the same name, so the other side knows it. */
function isNamedByCaller({ facts }: Checker, call: Node): boolean {
  const names = facts
    .enclosingFunction(call)
    ?.parameters.map(({ name }) => name)
    .filter((name) => NAME_OF_ATTEMPT.test(name))
  return facts
    .arguments(call)
    .some(({ value }) =>
      names?.some((name) => new RegExp(`\\b${name}\\b`).test(textWithValues(facts, value))),
    )
}
