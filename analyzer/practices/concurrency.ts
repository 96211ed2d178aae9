// Practices about doing things at once.
import type { Checker } from '../engine/checker.ts'
import { calleeName, receiverOf } from '../matching/calls/calls.ts'
import { importsModule, libraryName } from '../matching/calls/library-calls.ts'
import { caughtTypes } from '../matching/errors/handlers.ts'
import { caughtName, raisesAgain } from '../matching/errors/reraise.ts'
import { bodyOf, parentOf } from '../matching/statements/statements.ts'
import {
  F_VALUE,
  K_AS_PATTERN,
  K_AWAIT,
  K_CALL,
  K_COMMENT,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FINALLY_CLAUSE,
  K_TRY_STATEMENT,
  K_WITH_ITEM,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type ObserveNode } from './define.ts'
import * as words from './words/concurrency.ts'

const LOCK =
  /^(?:threading|_thread|asyncio|anyio|trio|multiprocessing|filelock)\.(?:\w+\.)*(?:R?Lock|\w*Semaphore|Condition|FileLock|allocate_lock)\(\)$/
const EXECUTOR = /(?:ThreadPoolExecutor|ProcessPoolExecutor)$/

/** What a `with` item enters, `as` looked through. */
function entered(checker: Checker, item: Node): Node {
  const { tree } = checker
  const value = tree.child(item, F_VALUE)
  if (value === NO_NODE || tree.kind(value) !== K_AS_PATTERN) return value
  return tree.firstChild(value)
}

function isLock(checker: Checker, expression: Node): boolean {
  if (expression === NO_NODE) return false
  const value = checker.valueOf(expression)
  return value?.kind === 'external' && LOCK.test(value.name)
}

/** True when a `try` that follows or surrounds the call releases in its `finally`. */
function isReleasedInFinally(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const receiver = tree.text(receiverOf(tree, call))
  let statement = call
  while (tree.kind(statement) !== K_EXPRESSION_STATEMENT) {
    statement = tree.parent(statement)
    if (statement === NO_NODE || statement === 0) return false
  }
  let next = tree.nextSibling(statement)
  while (next !== NO_NODE && tree.kind(next) === K_COMMENT) next = tree.nextSibling(next)
  const near = [next, tree.ancestor(statement, K_TRY_STATEMENT)]
  return near.some((attempt) => {
    if (attempt === NO_NODE || tree.kind(attempt) !== K_TRY_STATEMENT) return false
    const clause = tree.childOfKind(attempt, K_FINALLY_CLAUSE)
    return clause !== NO_NODE && tree.text(clause).includes(`${receiver}.release(`)
  })
}

export const locksReleased = definePractice({
  ...words.locksReleased,
  on: {
    [K_WITH_ITEM](item, checker, observer) {
      if (isLock(checker, entered(checker, item))) observer.follows(item)
    },
  },
  methods: {
    acquire(call, checker, observer) {
      if (!isLock(checker, receiverOf(checker.tree, call))) return
      if (isReleasedInFinally(checker, call)) observer.follows(call)
      else observer.departs(call)
    },
  },
})

const observeTask: ObserveNode = (call, checker, observer) => {
  if (checker.tree.kind(parentOf(checker.tree, call)) === K_EXPRESSION_STATEMENT) {
    observer.departs(call)
  } else observer.follows(call)
}

export const tasksKept = definePractice({
  ...words.tasksKept,
  calls: { 'asyncio.create_task': observeTask, 'asyncio.ensure_future': observeTask },
})

export const sleepsAwaited = definePractice({
  ...words.sleepsAwaited,
  calls: {
    'asyncio.sleep'(call, _, observer) {
      observer.follows(call)
    },
    'anyio.sleep'(call, _, observer) {
      observer.follows(call)
    },
    'time.sleep'(call, checker, observer) {
      if (checker.facts.enclosingFunction(call)?.isAsync === true) observer.departs(call)
    },
  },
})

const HTTP_METHOD = /^(?:get|post|put|patch|delete|request|head)$/
const ASYNC_CLIENT = /^(?:httpx\.AsyncClient|aiohttp\.(?:client\.)?ClientSession)\(\)\./

export const asyncHttp = definePractice({
  ...words.asyncHttp,
  on: {
    [K_CALL](call, checker, observer) {
      if (!HTTP_METHOD.test(calleeName(checker.tree, call))) return
      if (checker.facts.enclosingFunction(call)?.isAsync !== true) return
      const name = libraryName(checker, call)
      if (name === undefined) return
      if (ASYNC_CLIENT.test(name)) observer.follows(call)
      else if (/^(?:requests|httpx)\./.test(name)) observer.departs(call)
    },
  },
})

export const cancellationKept = definePractice({
  ...words.cancellationKept,
  on: {
    [K_EXCEPT_CLAUSE](clause, checker, observer) {
      const { tree } = checker
      const isCancelled = caughtTypes(tree, clause).some((type) =>
        /\bCancelledError$/.test(tree.spelled(type)),
      )
      if (!isCancelled) return
      const block = bodyOf(tree, clause)
      if (block !== NO_NODE && raisesAgain(tree, block, caughtName(tree, clause))) {
        observer.follows(clause)
      } else observer.departs(clause)
    },
  },
})

export const executorsClosed = definePractice({
  ...words.executorsClosed,
  on: {
    [K_CALL](call, checker, observer) {
      const { tree, facts } = checker
      if (!EXECUTOR.test(calleeName(tree, call))) return
      if (facts.enclosingFunction(call) === undefined) return
      let at = tree.parent(call)
      if (tree.kind(at) === K_AS_PATTERN) at = tree.parent(at)
      if (tree.kind(at) === K_WITH_ITEM) observer.follows(call)
      else observer.departs(call)
    },
  },
})

const observeBounded: ObserveNode = (call, _, observer) => observer.follows(call)

export const waitsBounded = definePractice({
  ...words.waitsBounded,
  calls: {
    'asyncio.wait_for': observeBounded,
    'asyncio.timeout': observeBounded,
    'anyio.fail_after': observeBounded,
    'anyio.move_on_after': observeBounded,
  },
})

export const offloaded = definePractice({
  ...words.offloaded,
  calls: {
    'asyncio.to_thread': observeBounded,
    'anyio.to_thread.run_sync': observeBounded,
    'starlette.concurrency.run_in_threadpool': observeBounded,
    'fastapi.concurrency.run_in_threadpool': observeBounded,
    'asgiref.sync.sync_to_async': observeBounded,
  },
  methods: {
    run_in_executor(call, checker, observer) {
      const isAwaited = checker.tree.kind(parentOf(checker.tree, call)) === K_AWAIT
      if (isAwaited && importsModule(checker, 'asyncio')) observer.follows(call)
    },
  },
})
