import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import {
  caughtTypes,
  exceptionNames,
  handlerText,
  isIdleStatement,
} from '../../matching/errors/handlers.ts'
import { caughtName, isReraise } from '../../matching/errors/reraise.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { endsLoop } from '../../matching/statements/leaving.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { raiseAgainFix } from './matching/leaving-edits.ts'

export default defineRule({
  id: 'cancelled-error-swallowed',
  title: 'Cancellation caught and not raised again',
  consequence:
    'Tasks cannot be stopped: timeouts do not fire and shutting down hangs until the process is killed.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [705, 390],
  why: `
A task is cancelled by an exception that is thrown into its await. A handler that takes it and goes on
makes the cancellation ineffective: whoever cancelled believes that the task ends, \`wait_for\` and
\`timeout\` overrun, task groups wait for ever.

| step | caller | task |
|---|---|---|
| 1 | \`task.cancel()\`, waits for its end | awaits the queue |
| 2 | | catches the cancellation, logs it |
| 3 | still waiting | awaits the queue again |
`,
  fix: `
Raise it again as the last thing of the handler: \`except asyncio.CancelledError: ...; raise\`. Where
only failures are meant, catch \`Exception\`, which leaves cancellation alone.
`,
  exemptions: [
    {
      text: 'The handler raises again on each of its ways, or an earlier one has.',
      quiet: py`
        import asyncio

        async def run(queue):
            try:
                await queue.get()
            except asyncio.CancelledError:
                await queue.close()
                raise
            except BaseException as error:
                if queue.debug:
                    raise
                else:
                    raise error

        async def other(queue):
            try:
                await queue.get()
            except asyncio.CancelledError:
                raise
            except BaseException:
                log('failed')
      `,
    },
    {
      text: 'Waiting for a task that this function, or its method, has cancelled itself.',
      quiet: py`
        import asyncio
        from contextlib import suppress

        async def stop(task):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            try:
                await task
            except asyncio.CancelledError:
                pass
      `,
    },
    {
      text: 'The exception is passed on: to a future, or kept for the caller.',
      quiet: py`
        async def run(self, future):
            try:
                await self.work()
            except BaseException as error:
                future.set_exception(error)
            try:
                await self.work()
            except BaseException as error:
                self.failure = error
      `,
    },
    {
      text: '`except Exception`, sync functions, and attempts in which nothing is awaited.',
      quiet: py`
        async def run(self):
            try:
                await self.work()
            except Exception:
                log('failed')
            try:
                value = self.parse()
            except BaseException:
                value = None
            return value

        def sync(self):
            try:
                self.work()
            except BaseException:
                log('failed')
      `,
    },
    {
      text: 'The main coroutine that also catches `KeyboardInterrupt`.',
      quiet: py`
        import asyncio

        async def main():
            try:
                await serve()
            except (KeyboardInterrupt, asyncio.CancelledError):
                print('stopped')
      `,
    },
  ],
  limits: [
    'Where the handler ends the task at once little harm is done; such reports are medium in confidence.',
    '`contextlib.suppress` is not looked at.',
  ],
  bad: [
    py`
      import asyncio

      async def run(queue):
          while True:
              try:
                  await work(await queue.get())
              except asyncio.CancelledError: #!
                  print('cancelled')
    `,
    py`
      import anyio
      import trio
      from asyncio import CancelledError
      from contextlib import suppress
      from asyncio.exceptions import CancelledError as Stopped

      async def run(queue):
          for item in queue:
              try:
                  await work(item)
              except BaseException as error: #!
                  log(error)
              try:
                  await work(item)
              except: #!
                  continue
              try:
                  await work(item)
              except (ValueError, CancelledError): #!
                  pass
              try:
                  await work(item)
              except trio.Cancelled: #!
                  break
              try:
                  async with item:
                      item.run()
              except anyio.get_cancelled_exc_class(): #!
                  if item.strict:
                      raise
          with suppress(CancelledError): #!
              await queue.get()
          try:
              await queue.get()
          except CancelledError as error: #!
              raise ValueError('stopped') from error
          try:
              await queue.join()
          except Stopped: #!
              return None
    `,
  ],
  good: [
    py`
      import asyncio

      async def run(queue):
          while True:
              try:
                  await work(await queue.get())
              except asyncio.CancelledError:
                  print('cancelled')
                  raise
    `,
  ],
  calls: { 'contextlib.suppress': checkSuppressed },
  on: {
    [k.K_EXCEPT_CLAUSE](clause, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(clause)
      if (owner?.isAsync !== true || !takesCancellation(checker, clause)) return
      const attempt = tree.parent(clause)
      const body = tree.childOfKind(clause, k.K_BLOCK)
      if (body === NO_NODE || !mayBeCancelled(checker, bodyOf(tree, attempt), owner)) return
      const earlier = tree.namedChildren(attempt).filter((one) => one < clause)
      const isTaken = earlier.some(
        (one) => tree.kind(one) === k.K_EXCEPT_CLAUSE && takesCancellation(checker, one),
      )
      const name = caughtName(tree, clause)
      if (isTaken || alwaysRaises(tree, body, name) || isPassedOn(checker, body, name)) return
      if (/KeyboardInterrupt/.test(handlerText(tree, clause)) && owner.name === 'main') return
      if (cancelsItself(checker, owner, clause) || raisesLater(checker, owner, clause)) return
      const ends =
        raisesLast(tree, body) ||
        endsTask(tree, attempt, body, owner) ||
        awaitsOther(checker, bodyOf(tree, attempt))
      checker.report({
        node: clause,
        message: `\`${handlerText(tree, clause)}\` takes the cancellation of the task that runs \`${owner.name}\` and does not raise it again.`,
        ...(ends ? { severity: 'medium' as const, confidence: 'medium' as const } : {}),
        fixes: caughtTypes(tree, clause).length === 1 ? raiseAgainFix(tree, clause, body) : [],
      })
    },
  },
})

/** `await self._receiver`: the cancellation may as well be that of the other task. */
function awaitsOther({ tree, facts }: Checker, body: Node): boolean {
  const awaits = facts.nodesIn(body, k.K_AWAIT)
  return (
    awaits.length > 0 &&
    awaits.every((one) => {
      const [of = NO_NODE] = tree.namedChildren(one)
      const kind = of === NO_NODE ? -1 : tree.kind(of)
      return kind === k.K_IDENTIFIER || kind === k.K_ATTRIBUTE || kind === k.K_SUBSCRIPT
    })
  )
}

/** `with suppress(CancelledError):` around something that is awaited. */
function checkSuppressed(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  const statement = tree.ancestor(call, k.K_WITH_STATEMENT)
  if (owner?.isAsync !== true || statement < owner.node) return
  const body = bodyOf(tree, statement)
  if (tree.contains(body, call) || !mayBeCancelled(checker, body, owner)) return
  const taken = facts
    .arguments(call)
    .find(({ value }) => CANCELLATION.test(facts.qualifiedName(value) ?? ''))
  if (taken === undefined || cancelsItself(checker, owner, call)) return
  checker.report({
    node: call,
    message: `\`${tree.text(call)}\` takes the cancellation of the task that runs \`${owner.name}\`.`,
    severity: 'medium',
    confidence: 'medium',
  })
}

const CANCELLATION =
  /^(?:asyncio(?:\.exceptions|\.futures|\.tasks)?\.CancelledError|trio\.Cancelled|curio\.(?:CancelledError|TaskCancelled)|builtins\.BaseException)$/

function takesCancellation(checker: Checker, clause: Node): boolean {
  const { tree, facts } = checker
  const types = caughtTypes(tree, clause)
  return (
    types.length === 0 ||
    types.some((type) => {
      if (tree.kind(type) === k.K_CALL) {
        return /(?:^|\.)get_cancelled_exc_class$/.test(facts.calleeName(type) ?? '')
      }
      return exceptionNames(checker, type).some((one) => CANCELLATION.test(one))
    })
  )
}

/** Something is awaited; a body of nothing but `...` stands for what is not written yet. */
function mayBeCancelled({ tree, facts }: Checker, body: Node, owner: FunctionFacts): boolean {
  if (statementsOf(tree, body).every((one) => isIdleStatement(tree, one))) return true
  for (let node = body; node < tree.endOfSubtree(body); node += 1) {
    const kind = tree.kind(node)
    const waits =
      kind === k.K_AWAIT ||
      (kind === k.T_ASYNC && tree.kind(tree.parent(node)) !== k.K_FUNCTION_DEFINITION) ||
      (kind === k.K_YIELD && owner.isGenerator)
    if (waits && facts.enclosingFunction(tree.parent(node)) === owner) return true
  }
  return false
}

/** True if no way through the block ends without raising. */
function alwaysRaises(tree: SyntaxTree, block: Node, name: string | undefined): boolean {
  for (const statement of statementsOf(tree, block)) {
    switch (tree.kind(statement)) {
      case k.K_RAISE_STATEMENT:
        return isReraise(tree, statement, name) || raisesOther(tree, statement)
      case k.K_RETURN_STATEMENT:
      case k.K_BREAK_STATEMENT:
      case k.K_CONTINUE_STATEMENT:
        return false
      case k.K_WITH_STATEMENT:
        if (alwaysRaises(tree, bodyOf(tree, statement), name)) return true
        break
      case k.K_TRY_STATEMENT: {
        const last = tree.childOfKind(statement, k.K_FINALLY_CLAUSE)
        const isLeft =
          last !== NO_NODE && alwaysRaises(tree, tree.childOfKind(last, k.K_BLOCK), name)
        if (isLeft || alwaysRaises(tree, bodyOf(tree, statement), name)) return true
        break
      }
      case k.K_MATCH_STATEMENT: {
        const cases = statementsOf(tree, bodyOf(tree, statement))
        const takesAll = /^case\s+[^\W\d]\w*\s*:/.test(tree.text(cases.at(-1) ?? statement))
        const raises = (one: Node) => alwaysRaises(tree, tree.child(one, k.F_CONSEQUENCE), name)
        if (takesAll && cases.every(raises)) return true
        break
      }
      case k.K_IF_STATEMENT: {
        const blocks = [tree.child(statement, k.F_CONSEQUENCE)]
        const clauses = tree.childrenOf(statement, k.F_ALTERNATIVE)
        for (const one of clauses) {
          const own = tree.child(one, k.F_CONSEQUENCE)
          blocks.push(own === NO_NODE ? tree.childOfKind(one, k.K_BLOCK) : own)
        }
        const hasElse = clauses.some((one) => tree.kind(one) === k.K_ELSE_CLAUSE)
        if (hasElse && blocks.every((one) => one !== NO_NODE && alwaysRaises(tree, one, name))) {
          return true
        }
        // `if not ours: raise`: the function tells its own cancellation from others.
        const condition = tree.text(conditionOf(tree, statement))
        const isTold =
          /cancel|not isinstance|isinstance.*(?:Cancel|Exit|KeyboardInterrupt)/i.test(condition) ||
          (name !== undefined && new RegExp(`\\b${name} is\\b`).test(condition))
        if (isTold && blocks.some((one) => one !== NO_NODE && alwaysRaises(tree, one, name))) {
          return true
        }
        break
      }
    }
  }
  return false
}

/** What says by itself that the task was cancelled or is to end. */
function raisesOther(tree: SyntaxTree, statement: Node): boolean {
  return /Cancel|Timeout|Exit|KeyboardInterrupt|Stop|Shutdown/.test(tree.text(statement))
}

/** `raise Failed() from error`: the task ends, but its canceller is not told that it did. */
function raisesLast(tree: SyntaxTree, body: Node): boolean {
  const last = statementsOf(tree, body).at(-1)
  return last !== undefined && tree.kind(last) === k.K_RAISE_STATEMENT
}

const LOG =
  /^(?:debug|info|warning|warn|error|exception|critical|log|print|print_exc|str|repr|format|type|isinstance|hasattr|getattr)$/

/** The task itself, or the scope around it. */
const OWN = /current_task|scope|nursery|group|^self$/

/** `asyncio.current_task()`, also behind a name. */
function isOwnTask(facts: FileFacts, task: Node): boolean {
  if (task === NO_NODE) return false
  const made = facts.tree.kind(task) === k.K_IDENTIFIER ? onlyValue(facts, task) : NO_NODE
  return [task, made].some((one) => one !== NO_NODE && OWN.test(facts.tree.spelled(one)))
}

/** The exception goes on in another way than by `raise`: to a future, an attribute, the caller. */
function isPassedOn({ tree, facts }: Checker, body: Node, name: string | undefined): boolean {
  for (let node = body; node < tree.endOfSubtree(body); node += 1) {
    const kind = tree.kind(node)
    if (kind === k.K_CALL) {
      const called = calleeName(tree, node)
      if (
        /^(?:_?exit|set_exception|cancel|uncancel|exc_info|format_exc|reraise|throw)$/.test(called)
      ) {
        // To cancel another task does not end this one.
        const isOther = called === 'cancel' && !isOwnTask(facts, receiverOf(tree, node))
        if (!isOther) return called !== 'format_exc'
      }
    }
    if (kind !== k.K_IDENTIFIER || name === undefined || tree.text(node) !== name) continue
    for (let at = tree.parent(node); at !== NO_NODE && at !== body; at = tree.parent(at)) {
      if (tree.kind(at) === k.K_CALL) {
        if (LOG.test(calleeName(tree, at)) || /log/i.test(tree.spelled(facts.callee(at)))) break
        return true
      }
      if (tree.kind(at) === k.K_ASSIGNMENT || tree.kind(at) === k.K_RETURN_STATEMENT) return true
    }
  }
  return false
}

/** `task.cancel()` stands before the handler, or in its attempt. */
function cancelsItself({ tree, facts }: Checker, owner: FunctionFacts, clause: Node): boolean {
  return facts.callsIn(owner.node).some((call) => {
    if (call > clause) return false
    const name = calleeName(tree, call)
    const isCancel = /cancel/i.test(name) && !/cancelled|cancelling|get_cancel/.test(name)
    return isCancel && receiverOf(tree, call) !== NO_NODE
  })
}

/** `raise CancelledError` further down: the handler made a note, and the task ends later. */
function raisesLater({ tree, facts }: Checker, owner: FunctionFacts, clause: Node): boolean {
  return facts
    .nodesOfKind(k.K_RAISE_STATEMENT)
    .some(
      (one) =>
        one > tree.endOfSubtree(clause) &&
        tree.contains(owner.node, one) &&
        /Cancelled/.test(tree.text(one)),
    )
}

/** True if the coroutine is over behind the handler: nothing further is awaited. */
function endsTask(tree: SyntaxTree, attempt: Node, body: Node, owner: FunctionFacts): boolean {
  const last = statementsOf(tree, body).at(-1)
  if (last !== undefined && tree.kind(last) === k.K_RETURN_STATEMENT) return true
  const loop = tree.ancestor(attempt, k.K_WHILE_STATEMENT, k.K_FOR_STATEMENT)
  const isInLoop = loop > owner.node
  const leaves = last !== undefined && tree.kind(last) === k.K_BREAK_STATEMENT
  if (isInLoop && !leaves && !endsLoop(tree, loop, body)) return false
  for (
    let node = tree.endOfSubtree(isInLoop ? loop : attempt);
    node < tree.endOfSubtree(owner.node);
    node += 1
  ) {
    if (tree.kind(node) === k.K_AWAIT) return false
  }
  return true
}
