import type { Checker, FixDraft } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { functionKey } from '../../gather/define.ts'
import { taskMakerKeys, taskMakerNames } from '../../gather/tables.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { indentOf, insertAfter, insertBefore, lineBreakOf } from '../../matching/edits/edits.ts'
import { wholeLines } from '../../matching/edits/removals.ts'
import { isExpectedToRaise } from '../../matching/errors/expected-raise.ts'
import { isDropped, parentOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_CONDITIONAL_EXPRESSION,
  K_EXPRESSION_STATEMENT,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LAMBDA,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isLastingWork } from './matching/started-work.ts'

export default defineRule({
  id: 'dangling-task',
  title: 'Task that nobody holds',
  consequence:
    'Background work can vanish halfway without a trace, and the error that stopped it is never seen.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [772, 390],
  why: `
The event loop keeps only weak references to tasks. A task whose result of \`create_task()\` is dropped
can be collected by the garbage collector while it waits: it then stops in the middle, without an error.
And when it does raise, nobody awaits it, so the exception comes out, if at all, as "Task exception was
never retrieved" when the program ends.

| step | event loop | your code |
|---|---|---|
| 1 | holds the task weakly | \`asyncio.create_task(save())\`, result dropped |
| 2 | task waits for the database | goes on |
| 3 | garbage collection: the task is gone | believes that it was saved |
`,
  fix: `
Await the task, run it in a \`TaskGroup\`, or keep it in a set as long as it runs:
\`task = asyncio.create_task(save()); tasks.add(task); task.add_done_callback(tasks.discard)\`, and log its
exception in the callback.
`,
  exemptions: [
    {
      text: 'A task that is awaited, returned, stored or given to something.',
      quiet: py`
        import asyncio

        class Server:
            async def start(self):
                self.task = asyncio.create_task(self.run())
                self.tasks.append(asyncio.ensure_future(self.run()))
                await asyncio.create_task(self.run())
                jobs = [asyncio.create_task(self.run()) for _ in range(3)]
                await asyncio.gather(*jobs)
                both = map(lambda job: asyncio.create_task(job), (self.a(), self.b()))
                await asyncio.wait(list(both))
                return asyncio.create_task(self.run())
      `,
    },
    {
      text: 'A task whose outcome a callback takes.',
      quiet: py`
        import asyncio

        async def main(report):
            asyncio.create_task(work()).add_done_callback(report)
            task = asyncio.create_task(work())
            task.add_done_callback(report)
      `,
    },
    {
      text: 'A task of a task group or nursery, which holds it itself.',
      quiet: py`
        import asyncio

        async def main(supervisor):
            async with asyncio.TaskGroup() as group:
                group.create_task(work())
            supervisor.create_task(work())
      `,
    },
    {
      text: 'A task held by a variable of the module, or by one that is read later.',
      quiet: py`
        import asyncio

        loop = asyncio.new_event_loop()
        ticker = loop.create_task(tick())

        async def main():
            task = asyncio.create_task(work())
            try:
                await serve()
            finally:
                task.cancel()
      `,
    },
  ],
  limits: [
    'A task that is stored and never awaited is reported by task-exception-ignored.',
    'Functions of frameworks that start tasks are not known; those of the project are where they give back the new task at once.',
  ],
  bad: [
    py`
      import asyncio

      async def handle(request):
          asyncio.create_task(audit(request)) #!
          return "ok"
    `,
    py`
      import asyncio
      from asyncio import create_task as spawn, ensure_future

      async def main(bot):
          spawn(work()) #!
          ensure_future(work()) #!
          _ = asyncio.create_task(work()) #!
          task = asyncio.create_task(work()) #!
          loop = asyncio.get_running_loop()
          loop.create_task(work()) #!
          bot.loop.create_task(work()) #!
          [spawn(work()) for _ in range(3)] #!
          asyncio.get_event_loop().create_task(work()) #!
          asyncio.Task(work()) #!
          asyncio.create_task(work()).set_name('work') #!
          on_click = lambda: asyncio.create_task(work()) #!
          await serve(on_click)
    `,
    py`
      import asyncio

      class Feed:
          def __init__(self, loop):
              self._loop = loop

          def on_message(self, message):
              self._loop.create_task(self.store(message)) #!
              if message.urgent:
                  first = second = self._loop.create_task(self.alarm(message)) #!
    `,
  ],
  good: [
    py`
      import asyncio

      tasks = set()

      async def handle(request):
          task = asyncio.create_task(audit(request))
          tasks.add(task)
          task.add_done_callback(tasks.discard)
          return "ok"
    `,
  ],
  calls: {
    'asyncio.create_task': check,
    'asyncio.ensure_future': check,
    'asyncio.tasks.create_task': check,
    'asyncio.Task': check,
    'asyncio.tasks.ensure_future': check,
    'asyncio.gather': checkGathered,
    'asyncio.tasks.gather': checkGathered,
  },
  on: { [K_EXPRESSION_STATEMENT]: checkMade },
  methods: {
    create_task(call, checker) {
      if (isLoop(checker, receiverOf(checker.tree, call))) check(call, checker)
    },
  },
})

function check(call: Node, checker: Checker): void {
  const { tree } = checker
  const outcome = outcomeOf(checker, call)
  if (outcome === undefined || isExpectedToRaise(checker.facts, call)) return
  const work = argumentsOf(tree, call)[0]
  const name = work === undefined ? '' : workName(checker, work.value)
  checker.report({
    node: call,
    ...(!weighs(checker, call, work?.value ?? NO_NODE) && { severity: 'medium' as const }),
    message: `The task${name} is ${outcome}: it may be collected before it is done, and its exception is lost.`,
    fixes: tree.kind(tree.parent(call)) === K_EXPRESSION_STATEMENT ? fixOf(checker, call) : [],
  })
}

/** `self._spawn(work())` as a statement, where `_spawn` only gives back the task that it starts. */
function checkMade(statement: Node, checker: Checker): void {
  const { tree, facts, project } = checker
  const call = statement + 1
  if (tree.kind(call) !== K_CALL) return
  if (!project.has(taskMakerNames, calleeName(tree, call))) return
  const made = checker.valueOf(facts.callee(call))
  if (made?.kind !== 'function' && made?.kind !== 'method') return
  if (!project.has(taskMakerKeys, functionKey(made.function))) return
  if (isExpectedToRaise(facts, call)) return
  checker.report({
    node: call,
    message: `The task that \`${made.function.summary.name}\` gives is dropped, and nothing else holds it: it may be collected before it is done, and its exception is lost.`,
    confidence: 'medium',
  })
}

/** `asyncio.gather(a(), b())` as a statement: what it starts runs on, and nobody waits for it. */
function checkGathered(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const isDropped = tree.kind(parentOf(tree, call)) === K_EXPRESSION_STATEMENT
  if (!isDropped || isExpectedToRaise(facts, call)) return
  const isAsync = facts.enclosingFunction(call)?.isAsync === true
  checker.report({
    node: call,
    message: 'What `gather` starts is not waited for: its results and exceptions are lost.',
    fixes: isAsync
      ? [
          {
            title: 'Wait for it',
            grade: 'needs-review',
            edits: [insertBefore(tree, call, 'await ')],
          },
        ]
      : [],
  })
}

/** The set that holds the tasks of the module until they are done. */
const HOLDER = '_background_tasks'

/** The task under a name, in a set of the module until it is done. */
function fixOf(checker: Checker, call: Node): FixDraft[] {
  const { tree, facts } = checker
  const statement = tree.parent(call)
  const owner = facts.enclosingFunction(call)
  const isInBlock = tree.kind(tree.parent(statement)) === K_BLOCK
  if (owner === undefined || !isInBlock) return []
  const name = ['task', 'background_task'].find((one) =>
    facts.identifiersNamed(one).every((use) => !tree.contains(owner.node, use)),
  )
  const held = facts.identifiersNamed(HOLDER)
  const isOwn = held.every((one) => facts.resolve(one)?.scope?.kind === 'module')
  const alone = wholeLines(tree, tree.start(statement), tree.end(statement))
  if (name === undefined || !isOwn || alone === undefined) return []
  const lineBreak = lineBreakOf(tree)
  const indent = `${lineBreak}${indentOf(tree, statement)}`
  const added = `${indent}${HOLDER}.add(${name})${indent}${name}.add_done_callback(${HOLDER}.discard)`
  const last = facts.imports.findLast((one) => tree.parent(one.statement) === 0)
  if (held.length === 0 && last === undefined) return []
  const made = `${lineBreak}${lineBreak}${HOLDER} = set()`
  return [
    {
      title: 'Hold the task until it is done',
      grade: 'needs-review',
      edits: [
        ...(held.length === 0 && last !== undefined
          ? [insertAfter(tree, last.statement, made)]
          : []),
        insertBefore(tree, statement, `${name} = `),
        insertAfter(tree, statement, added),
      ],
    },
  ]
}

/** Whether something lasting is lost with the task; a handler of nobody knows what may hold nothing. */
function weighs(checker: Checker, call: Node, work: Node): boolean {
  return (
    checker.tree.kind(parentOf(checker.tree, call)) !== K_LAMBDA && isLastingWork(checker, work)
  )
}

function workName(checker: Checker, value: Node): string {
  const name = checker.tree.kind(value) === K_CALL ? calleeName(checker.tree, value) : ''
  return name === '' ? '' : ` that runs \`${name}()\``
}

/** How the task is lost, undefined when something holds it. */
function outcomeOf(checker: Checker, call: Node): string | undefined {
  const { tree, facts } = checker
  const parent = parentOf(tree, call)
  switch (tree.kind(parent)) {
    case K_EXPRESSION_STATEMENT:
      return 'dropped'
    case K_ATTRIBUTE:
      return isOnlyNamed(tree, parent) ? 'dropped' : undefined
    case K_LIST_COMPREHENSION:
    case K_SET_COMPREHENSION:
      return isDropped(tree, parent) ? 'dropped' : undefined
    case K_BOOLEAN_OPERATOR:
    case K_CONDITIONAL_EXPRESSION:
      return isDropped(tree, call) ? 'dropped' : undefined
    case K_LAMBDA:
      return isCallback(checker, parent) ? 'dropped by the caller of the lambda' : undefined
    case K_ASSIGNMENT:
      break
    default:
      return undefined
  }
  const targets: Node[] = []
  for (let at = parent; tree.kind(at) === K_ASSIGNMENT; at = tree.parent(at)) {
    targets.push(tree.child(at, F_LEFT))
  }
  const names: string[] = []
  for (const target of targets) {
    if (target === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return undefined
    const binding = facts.resolve(target)
    const isLocal = facts.reach(target) === 'local' && binding?.scope?.kind === 'function'
    if (!isLocal || binding === undefined || binding.references.length > 0) return undefined
    names.push(facts.name(target))
  }
  return `only held by \`${names.join('` and `')}\`, which is never read`
}

/** `create_task(work()).set_name('audit')` as a statement: nothing holds the task. */
function isOnlyNamed(tree: SyntaxTree, attribute: Node): boolean {
  const call = tree.parent(attribute)
  if (tree.kind(call) !== K_CALL || calleeName(tree, call) !== 'set_name') return false
  return tree.kind(tree.parent(call)) === K_EXPRESSION_STATEMENT
}

const CALLBACK_TAKER =
  /^(?:call_soon|call_later|call_at|call_soon_threadsafe|add_\w+|on|on_\w+|connect|bind|signal|subscribe|register\w*|schedule\w*|set_\w+|after|listen\w*)$/i
const CALLBACK_NAME = /^on_|callback|handler|command|listener|hook|trigger/i

/** True for a lambda that is a callback: nobody looks at what it returns. */
function isCallback(checker: Checker, lambda: Node): boolean {
  const { tree } = checker
  const parent = parentOf(tree, lambda)
  switch (tree.kind(parent)) {
    case K_ARGUMENT_LIST:
      return CALLBACK_TAKER.test(calleeName(tree, tree.parent(parent)))
    case K_KEYWORD_ARGUMENT:
    case K_ASSIGNMENT:
      return CALLBACK_NAME.test(tree.text(tree.firstChild(parent)).split('.').at(-1) ?? '')
    default:
      return false
  }
}

const LOOP_NAME = /(?:^|_)(?:event_?)?loop$/i
const LOOP_GETTERS = new Set([
  'asyncio.get_event_loop',
  'asyncio.get_running_loop',
  'asyncio.new_event_loop',
  'asyncio.events.get_event_loop',
])

/** True for an event loop: by what made it, else by its name. */
function isLoop(checker: Checker, receiver: Node): boolean {
  const { tree, facts } = checker
  if (receiver === NO_NODE) return false
  if (tree.kind(receiver) === K_CALL) return LOOP_GETTERS.has(facts.calleeName(receiver) ?? '')
  if (tree.kind(receiver) === K_IDENTIFIER) {
    const definitions = facts.resolve(receiver)?.definitions ?? []
    const values = definitions.map(({ node }) => assignedValue(tree, node))
    const value = values.find((one) => one !== NO_NODE && tree.kind(one) === K_CALL)
    if (value !== undefined) return LOOP_GETTERS.has(facts.calleeName(value) ?? '')
  }
  return LOOP_NAME.test(tree.text(receiver).split('.').at(-1) ?? '')
}
