import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { CALL } from '../../flow/events.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import {
  isForLatecomers,
  KEY_MODEL,
  type RowClaim,
  rowClaims,
} from '../../matching/rows/row-claims.ts'
import { codeWithoutRows, type ProbedCode } from '../../matching/rows/row-probes.ts'
import { weightOfSharedData } from '../../matching/shared-state/proven-runs.ts'
import { isReached } from '../../matching/transactions/transactions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { callsForClaim, isNegative } from './matching/claims-by-call.ts'
import {
  isDecidedBy,
  isLockKey,
  isSameKey,
  keyText,
  mayFollow,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

/** Keys that keep somebody from doing the same too often, where failing changes nothing. */
const THROTTLE =
  /rate|throttl|cool_?down|debounce|limit|notif|warn|remind|heartbeat|leader|session|cache|nonce|otp|sched|cron|tick|election/i
const RELEASE =
  /^_*(?:release|unclaim|clear|rollback|unlock|forget|reset|remove|delete|discard|unmark|abandon|undo)(?:_|$)/i
const LOGGING =
  /^(?:debug|info|warning|warn|error|exception|critical|log|print|inc|observe|labels|get_logger|bind|isoformat|now|utcnow|time|str|int|len|dict|list|loads|dumps|get|format|encode|decode|HTTPException|Response|JSONResponse|jsonify|set|setnx|bool|isinstance)$/

export default defineRule({
  id: 'idempotency-key-before-work',
  title: 'Request marked as done before the work, and not unmarked when it fails',
  consequence:
    'A payment or job that failed once is never tried again: the retry is answered as a duplicate.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 460, 755],
  why: `
The key says "done" while the work has not begun. If the work raises, the key stays, and the retry, for which
the key was made, finds it and goes home.

| step | first delivery | second delivery |
|---|---|---|
| 1 | SET NX event, claimed | |
| 2 | charge raises a timeout | |
| 3 | | SET NX fails: "duplicate" |
| 4 | | 200, **nothing was charged** |
`,
  fix: `
Delete the key where the work fails (\`except: client.delete(key); raise\`), or store two states: \`processing\`
with a short life time before the work and \`done\` with the result after it. With a database write the key in the
same transaction as the work.
`,
  exemptions: [
    {
      text: 'The key is deleted when the work fails.',
      quiet: py`
        from redis.asyncio import Redis

        async def handle(redis: Redis, event):
            key = f'event:{event.id}'
            if not await redis.set(key, '1', nx=True, ex=86400):
                return
            try:
                await process(event)
            except Exception:
                await redis.delete(key)
                raise
      `,
    },
    {
      text: 'Two states: in progress with a life time, then done.',
      quiet: py`
        from redis.asyncio import Redis

        async def handle(redis: Redis, event):
            key = f'event:{event.id}'
            if not await redis.set(key, 'processing', nx=True, ex=60):
                return
            await process(event)
            await redis.set(key, 'done', ex=86400)
      `,
    },
    {
      text: 'Locks, limits and reminders, which are meant to stay.',
      quiet: py`
        import redis

        client = redis.Redis()

        def remind(user_id):
            if client.set(f'reminder:{user_id}', '1', nx=True, ex=3600):
                send(user_id)

        def run(name):
            if client.set(f'lock:{name}', 'x', nx=True, ex=30):
                work(name)
      `,
    },
    {
      text: 'A helper that only claims, and work that handles its failures itself.',
      quiet: py`
        import logging
        import redis

        client = redis.Redis()

        def claim(event_id):
            return bool(client.set(f'event:{event_id}', '1', nx=True, ex=60))

        def handle(event_id):
            if not client.set(f'event:{event_id}', '1', nx=True, ex=60):
                logging.info('duplicate')
                return None
            logging.info('new')
            return event_id
      `,
    },
  ],
  limits: [
    'A claim in one file and the work in another are not put together.',
    'Rows of a database that stand for the key are not looked at.',
  ],
  bad: [
    py`
      from redis.asyncio import Redis

      async def handle(redis: Redis, event):
          if not await redis.set(f'event:{event.id}', '1', nx=True, ex=86400): #!
              return
          await process(event)
    `,
    py`
      import redis

      client = redis.Redis()

      class Payments:
          def pay(self, request_id, amount):
              key = f'idempotency:{request_id}'
              fresh = client.setnx(key, '1') #!
              if fresh:
                  self.gateway.charge(amount)
              return fresh

          def enqueue(self, job_id, payload):
              claimed = client.set(f'dedupe:{job_id}', '1', nx=True, ex=3600) #!
              if not claimed:
                  return None
              try:
                  return self.queue.submit(payload)
              except ConnectionError:
                  self.log.warning('failed')
                  raise

          def webhook(self, delivery_id, body):
              if client.sadd('deliveries', delivery_id) == 0: #!
                  return 'duplicate'
              self.store.save(body)
              return 'ok'
    `,
  ],
  good: [
    py`
      from redis.asyncio import Redis

      async def handle(redis: Redis, event):
          key = f'event:{event.id}'
          if not await redis.set(key, '1', nx=True, ex=86400):
              return
          try:
              await process(event)
          except Exception:
              await redis.delete(key)
              raise
    `,
  ],
  on: {
    [k.K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        for (const claim of fn.steps) {
          if (!isClaim(checker, claim) || isReleased(checker, fn, claim)) continue
          const work = workAfter(checker, fn, claim, false)
          if (work !== NO_NODE) report(checker, claim, work)
          else checkCallers(checker, fn, claim)
        }
      }
      for (const code of codeWithoutRows(checker)) checkRowClaim(checker, code)
      for (const claim of rowClaims(checker)) checkUniqueClaim(checker, claim)
    },
  },
})

/** A row that says "done" is inserted and committed, and only then the work begins. */
function checkRowClaim(checker: Checker, { probe, condition }: ProbedCode): void {
  const { tree, facts } = checker
  const { model } = probe.rows.query
  const owner = facts.enclosingFunction(condition)
  if (model === undefined || owner === undefined || !KEY_MODEL.test(model.name)) return
  const sql = sqlOf(checker)
  const calls = [...facts.calls]
    .filter((call) => facts.enclosingFunction(call) === owner && call > condition)
    .toSorted((a, b) => tree.start(a) - tree.start(b))
  const claim = calls.find((call) => sql.write(call)?.model === model)
  const commit = calls.find(
    (call) => call > (claim ?? NO_NODE) && sql.step(call)?.kind === 'commit',
  )
  if (claim === undefined || commit === undefined) return
  const work = calls.find((call) => call > commit && isWork(checker, call))
  if (work === undefined) return
  reportRowClaim(checker, { claim, name: model.name, visible: commit }, work)
}

/** A row that a unique key keeps from being inserted twice, seen by others before the work. */
function checkUniqueClaim(checker: Checker, found: RowClaim): void {
  const { tree, facts } = checker
  const { claim, visible } = found
  const owner = facts.enclosingFunction(claim)
  const end = Math.max(tree.end(visible), tree.end(claim))
  const work = facts.calls.find(
    (call) =>
      tree.start(call) > end &&
      facts.enclosingFunction(call) === owner &&
      isWork(checker, call) &&
      !isForLatecomers(tree, claim, call),
  )
  if (work !== undefined) reportRowClaim(checker, found, work)
}

/** `if await is_duplicate(event): return` in front of the work, where that function claims the key. */
function checkCallers(checker: Checker, fn: RedisFunction, claim: RedisStep): void {
  for (const asked of callsForClaim(checker, fn, claim)) {
    if (isReleased(checker, asked.caller, asked.claim)) continue
    const work = workAfter(checker, asked.caller, asked.claim, asked.saysTaken)
    if (work === NO_NODE) continue
    report(checker, asked.claim, work)
  }
}

function reportRowClaim(checker: Checker, { claim, name, visible }: RowClaim, work: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(claim)
  if (owner === undefined || !isReached(checker, owner, claim, work)) return
  const attempt = tree.ancestor(work, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  const isAround = tree.contains(attempt, claim)
  if (tree.kind(attempt) === k.K_TRY_STATEMENT && attempt > owner.node && !isAround) return
  checker.report({
    node: claim,
    message: `The \`${name}\` is committed before \`${calleeName(tree, work)}\` and stays when that fails: the retry is taken for a duplicate.`,
    severity: 'high',
    confidence: 'medium',
    evidence: [
      { kind: 'write', node: claim, message: 'The row that says it is done.' },
      { kind: 'act', node: visible, message: 'Committed by itself.' },
      { kind: 'call', node: work, message: 'The work may raise; nothing takes the row back.' },
    ],
  })
}

function isWork(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const name = calleeName(tree, call)
  if (LOGGING.test(name) || /^[A-Z]/.test(name) || /^(?:refresh|close|expunge)$/.test(name))
    return false
  if (facts.calleeName(call)?.startsWith('builtins.') === true) return false
  return (
    tree.ancestor(call, k.K_RAISE_STATEMENT) === NO_NODE && sqlOf(checker).step(call) === undefined
  )
}

function isClaim(checker: Checker, step: RedisStep): boolean {
  const { command } = step
  const isSet = command.isConditional && /^(?:set|setnx|hsetnx|add)$/.test(command.name)
  const isMember =
    command.name === 'sadd' &&
    /process|seen|handled|deliver|done|event|dedup/i.test(keyText(checker, step))
  if ((!isSet && !isMember) || command.isQueued) return false
  if (isLockKey(checker, step)) return false
  return !THROTTLE.test(`${keyText(checker, step)} ${checker.tree.text(command.keyNode)}`)
}

/** The key is deleted or given another value later, here or by a helper that says so. */
function isReleased(checker: Checker, fn: RedisFunction, claim: RedisStep): boolean {
  const { tree, facts } = checker
  const later = fn.steps.some((one) => {
    if (one === claim || !mayFollow(fn, claim, one)) return false
    if (claim.command.name === 'sadd') return one.command.name === 'srem'
    if (!isSameKey(one, claim)) return false
    // What is counted up or down is a limit, no mark of what was done.
    if (one.command.class === 'delete' || one.command.class === 'atomic') return true
    return (
      one.command.class === 'write' && (claim.command.hasExpiry || one.command.class !== 'write')
    )
  })
  if (later) return true
  const owner = fn.owner
  return facts.nodesOfKind(k.K_CALL).some((call) => {
    if (facts.enclosingFunction(call) !== owner || !RELEASE.test(calleeName(tree, call)))
      return false
    const clause = tree.ancestor(call, k.K_EXCEPT_CLAUSE, k.K_FINALLY_CLAUSE)
    return clause !== NO_NODE && tree.start(call) > tree.start(claim.command.call)
  })
}

/** The first call behind the claim, on the way of who got it, that may fail. */
function workAfter(
  checker: Checker,
  fn: RedisFunction,
  claim: RedisStep,
  saysTaken: boolean,
): Node {
  const { tree, facts } = checker
  const { graph } = fn.analysis
  for (let at = claim.event + 1; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) !== CALL) continue
    const call = graph.eventNode(at)
    const name = calleeName(tree, call)
    if (tree.start(call) < tree.start(claim.command.call) || LOGGING.test(name)) continue
    if (fn.reader.command(call) !== undefined && !/push|publish|xadd/.test(name)) continue
    if (/^[A-Z]/.test(name) || tree.ancestor(call, k.K_RAISE_STATEMENT) !== NO_NODE) continue
    if (facts.calleeName(call)?.startsWith('builtins.') === true) continue
    const point = graph.pointOf(at)
    const isNested = tree.contains(claim.command.call, call)
    if (isNested || !isDecidedBy(fn, claim, point) || isSwallowed(checker, call, fn)) continue
    if (isForDuplicates(checker, fn, claim, call) !== saysTaken) continue
    // What only puts the arguments of the next command together.
    const isArgument = fn.steps.some(
      ({ command }) => command.call !== call && tree.contains(command.call, call),
    )
    if (isArgument) continue
    return call
  }
  return NO_NODE
}

/** What runs when the key was there already: `if not claimed: return self.load()`. */
function isForDuplicates(
  { tree }: Checker,
  { analysis }: RedisFunction,
  claim: RedisStep,
  call: Node,
): boolean {
  const event = analysis.graph.eventAt(call, CALL)
  const guard = analysis
    .guardsOf(analysis.graph.pointOf(event))
    .find(({ condition }) => analysis.values.sourcesOf(condition).includes(claim.event))
  return guard !== undefined && guard.holds === isNegative(tree.text(guard.condition))
}

/** A handler around the work that does not let the failure out: nobody will try again. */
function isSwallowed({ tree }: Checker, call: Node, fn: RedisFunction): boolean {
  const statement = tree.ancestor(call, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (statement === NO_NODE || tree.kind(statement) !== k.K_TRY_STATEMENT) return false
  if (fn.owner !== undefined && statement < fn.owner.node) return false
  return tree
    .namedChildren(statement)
    .filter((node) => tree.kind(node) === k.K_EXCEPT_CLAUSE)
    .some(
      (clause) =>
        /except(?:\s+\(?(?:Base)?Exception\b[^:]*)?:/.test(tree.text(clause)) &&
        !/\braise\b/.test(tree.text(clause)),
    )
}

function report(checker: Checker, claim: RedisStep, work: Node): void {
  const key = keyText(checker, claim)
  const name = calleeName(checker.tree, work)
  const isNamed = NAMED_CLAIM.test(key)
  checker.report({
    node: claim.command.call,
    // A key that is named for what it keeps off is there because the same message comes twice.
    severity:
      isNamed || weightOfSharedData(checker, claim.command.call, key) === undefined
        ? 'critical'
        : 'high',
    message: `\`${key}\` is claimed before \`${name}\` and stays when that fails: the retry is taken for a duplicate.`,
    confidence: isNamed ? 'high' : 'medium',
    evidence: [
      { kind: 'write', node: claim.command.call, message: `\`${key}\` is claimed.` },
      { kind: 'call', node: work, message: 'The work may raise; nothing gives the key back.' },
    ],
  })
}

const NAMED_CLAIM = /idem|dedup|event|request|message|webhook|deliver|process|once/i
