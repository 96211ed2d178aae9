import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { withItemsAround } from '../../flow/surroundings.ts'
import { withParts } from '../../flow/with-parts.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_BODY,
  F_FUNCTION,
  F_LEFT,
  F_PARAMETERS,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LAMBDA,
  K_PARENTHESIZED_EXPRESSION,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'loop-variable-capture',
  title: 'Function that sees the loop variable of a later round',
  consequence:
    'All callbacks work on the last item: the others are never handled, without an error.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [362],
  why: `
A function made in a loop does not keep the value of the loop variable, it keeps the variable. When it runs, after the
loop or in another thread, the variable has moved on: all of them see the last item, and a thread sees whichever is
current at that moment.

| step | loop | thread |
|---|---|---|
| 1 | \`job\` is 1, starts thread A | |
| 2 | \`job\` is 2 | |
| 3 | | A reads \`job\`: 2 |
`,
  fix: `
Bind the value when the function is made: a parameter with a default (\`lambda job=job: run(job)\`),
\`functools.partial(run, job)\`, or the arguments of the thread (\`args=(job,)\`).
`,
  exemptions: [
    {
      text: 'A value that is bound when the function is made.',
      quiet: py`
        from functools import partial

        def start(jobs, pool):
            for job in jobs:
                pool.submit(lambda job=job: job.run())
                pool.submit(partial(run, job))
      `,
    },
    {
      text: 'A function that runs at once.',
      quiet: py`
        import asyncio

        def order(groups):
            for group in groups:
                group.rows.sort(key=lambda row: row[group.field])
                best = max(group.rows, key=lambda row: row[group.field])
                first = list(filter(lambda row: row in group, group.rows))
                total = sum(map(lambda row: row * group.rate, group.rows))
                (lambda: print(group))()

        async def serve(groups):
            for group in groups:
                async def work():
                    print(group)
                task = asyncio.create_task(work())
                await task

                def show():
                    return group

                print(show(), best, first, total)
      `,
    },
    {
      text: 'A function with which the round, and the loop, ends.',
      quiet: py`
        def find(groups):
            for group in groups:
                if group.ready:
                    return lambda: group

                def again():
                    return group

                return run(again)
      `,
    },
    {
      text: 'Variables that the loop does not change.',
      quiet: py`
        def start(jobs, pool, log):
            name = "x"
            for job in jobs:
                pool.submit(lambda: log(name))
      `,
    },
  ],
  limits: [
    'A variable that is set anew in each round without being the loop variable is seen only if it is set in the loop alone.',
  ],
  bad: [
    py`
      import threading

      def start(jobs):
          for job in jobs:
              threading.Thread(target=lambda: job.run()).start() #!
    `,
    py`
      import asyncio

      def make(names):
          found = [lambda: name for name in names] #!
          for name in names:
              def show():
                  return name #!
              found.append(show)
          for name in names:
              async def work():
                  return name #!
              asyncio.create_task(work())
          while names:
              last = names.pop()
              found.append(lambda x: (x, last)) #!
          return found
    `,
  ],
  good: [
    py`
      import threading

      def start(jobs):
          for job in jobs:
              threading.Thread(target=job.run).start()
    `,
  ],
  on: {
    [K_LAMBDA]: check,
    [K_FUNCTION_DEFINITION]: check,
  },
})

function check(node: Node, checker: Checker): void {
  const { facts, tree } = checker
  const loop = loopAround(checker, node)
  const inner = loop === NO_NODE ? undefined : facts.functionAt(node)
  if (inner === undefined || runsAtOnce(checker, inner, loop)) return
  const all = capturedNames(checker, inner, loop)
  const [captured] = all
  if (captured === undefined) return
  const name = tree.text(captured)
  checker.report({
    node: inner.isLambda ? node : captured,
    message: `\`${name}\` is read when the function runs, and by then the loop has given it another value.`,
    related: [loop],
    fixes: all.every((one) => isSetBefore(checker, one, inner, loop))
      ? fixOf(checker, inner, new Set(all.map((one) => tree.text(one))))
      : [],
  })
}

/** The loop or comprehension in whose body the function is made, in the same function. */
function loopAround(checker: Checker, node: Node): Node {
  const { tree } = checker
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case K_FUNCTION_DEFINITION:
      case K_LAMBDA:
        return NO_NODE
      case K_FOR_STATEMENT:
      case K_WHILE_STATEMENT:
        if (tree.fieldOf(inner) === F_BODY) return at
        break
      default:
        // A generator gives each function away before it goes on, unless all of it is collected.
        if (tree.hasChildOfKind(at, K_FOR_IN_CLAUSE) && tree.fieldOf(inner) === F_BODY) {
          const isLazy = tree.kind(at) === K_GENERATOR_EXPRESSION && !isCollected(checker, at)
          return isLazy ? NO_NODE : at
        }
    }
  }
  return NO_NODE
}

const COLLECTING: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'frozenset', 'dict'])

/** `list(lambda: x for x in xs)`. */
function isCollected({ tree, facts }: Checker, generator: Node): boolean {
  const list = tree.parent(generator)
  const call = tree.kind(list) === K_ARGUMENT_LIST ? tree.parent(list) : list
  if (tree.kind(call) !== K_CALL) return false
  const [module, name = ''] = facts.calleeName(call)?.split('.') ?? []
  return module === 'builtins' && COLLECTING.has(name)
}

const AT_ONCE = new Set(
  'map imap filter reduce sorted min max sort groupby any all sum takewhile dropwhile starmap sub subn apply assertRaises raises timeit next run_until_complete'.split(
    ' ',
  ),
)

/** What the round waits for: `await asyncio.to_thread(lambda: load(key))`. */
const IN_THREAD = new Set(['to_thread', 'run_in_executor', 'run_sync', 'run_in_threadpool'])

/** What a task group or a pool is told of its work with. */
const GROUP_STARTS = new Set(['start_soon', 'create_task', 'submit'])

const STARTERS = new Set([
  'create_task',
  'ensure_future',
  'append',
  'add',
  'run_coroutine_threadsafe',
])

/** A task runs after the round that starts it, unless something is awaited in the rest of the round. */
function isStarted({ tree, facts }: Checker, call: Node, loop: Node): boolean {
  if (!STARTERS.has(calleeName(tree, tree.ancestor(call, K_CALL)))) return false
  return !facts.nodesOfKind(K_AWAIT).some((one) => one > call && tree.contains(loop, one))
}

function runsAtOnce(checker: Checker, inner: FunctionFacts, loop: Node): boolean {
  const { tree, facts } = checker
  if (inner.isLambda && isConsumed(checker, inner.node, loop)) return true
  const named = inner.isLambda ? givenName(checker, inner.node) : inner.nameNode
  if (named === NO_NODE) return false
  const binding = facts.resolve(named)
  if (inner.isLambda && binding?.scope !== facts.scopeOf(inner.node)) return false
  // Where the round ends with a return there is no later one.
  const siblings = statementsOf(tree, tree.parent(inner.statement))
  if (siblings.some((one) => tree.kind(one) === K_RETURN_STATEMENT)) return true
  const uses = [...(binding?.references ?? [])].filter((use) => tree.contains(loop, use))
  const isKept = inner.decorators.some((one) => !TRIES_AGAIN.test(tree.spelled(one)))
  if (isKept || uses.length === 0) return !isKept && inner.decorators.length === 0
  return uses.every((use) => {
    const parent = tree.parent(use)
    const isCalled = tree.kind(parent) === K_CALL && tree.child(parent, F_FUNCTION) === use
    const isLater = inner.isAsync && isStarted(checker, parent, loop)
    return isCalled ? !isLater : isConsumed(checker, use, loop)
  })
}

/** Decorators that call the function when it is called; others may keep it for later. */
const TRIES_AGAIN = /^@?(?:\w+\.)*(?:retry\w*|retries|backoff|on_exception|wraps)\b/

/** The name of `shorten = lambda: ...`. */
function givenName({ tree }: Checker, lambda: Node): Node {
  const parent = tree.parent(lambda)
  if (tree.kind(parent) !== K_ASSIGNMENT) return NO_NODE
  const target = tree.child(parent, F_LEFT)
  return target !== NO_NODE && tree.kind(target) === K_IDENTIFIER ? target : NO_NODE
}

/** Handed to something that uses it up, called in place, or returned. */
function isConsumed({ tree }: Checker, node: Node, loop: Node): boolean {
  let at = node
  let parent = tree.parent(at)
  while (tree.kind(parent) === K_PARENTHESIZED_EXPRESSION) {
    at = parent
    parent = tree.parent(at)
  }
  switch (tree.kind(parent)) {
    case K_CALL:
      return tree.child(parent, F_FUNCTION) === at
    case K_RETURN_STATEMENT:
      return true
    case K_KEYWORD_ARGUMENT:
      return tree.text(parent).startsWith('key') || isConsuming(tree.parent(tree.parent(parent)))
    case K_ARGUMENT_LIST:
      return isConsuming(tree.parent(parent))
    default:
      return false
  }
  function isConsuming(call: Node): boolean {
    if (tree.kind(call) !== K_CALL) return false
    const name = calleeName(tree, call)
    if (isAwaitedByGroup(tree, call, loop)) return true
    return AT_ONCE.has(name) || (IN_THREAD.has(name) && tree.kind(tree.parent(call)) === K_AWAIT)
  }
}

/** Handed to a group or pool that the round opens, and leaves only when all of it has run. */
function isAwaitedByGroup(tree: SyntaxTree, call: Node, loop: Node): boolean {
  if (!GROUP_STARTS.has(calleeName(tree, call))) return false
  const group = tree.text(receiverOf(tree, call))
  return withItemsAround(tree, call).some((item) => {
    const { target } = withParts(tree, item)
    return tree.contains(loop, item) && target !== NO_NODE && tree.text(target) === group
  })
}

/** What the round sets after it makes the function has no value to bind yet. */
function isSetBefore(
  { facts, tree }: Checker,
  name: Node,
  inner: FunctionFacts,
  loop: Node,
): boolean {
  return (facts.resolve(name)?.definitions ?? []).some(
    ({ node, kind }) =>
      tree.contains(loop, node) &&
      (node < inner.node || kind === 'comprehension') &&
      !tree.contains(inner.node, node),
  )
}

/** `*, name=name`: the value of this round, as a default that no caller gives by accident. */
function fixOf({ tree }: Checker, inner: FunctionFacts, names: ReadonlySet<string>): FixDraft[] {
  const given = [...names].map((name) => `${name}=${name}`).join(', ')
  const { parameters } = inner
  if (parameters.some(({ name, kind }) => kind === 'keywords' || names.has(name))) return []
  const hasStar = parameters.some(({ kind }) => kind === 'rest' || kind === 'keyword-only')
  const text = `${parameters.length === 0 ? '' : ', '}${hasStar ? '' : '*, '}${given}`
  const last = parameters.at(-1)
  const list = tree.child(inner.node, F_PARAMETERS)
  if (last === undefined && list === NO_NODE && !inner.isLambda) return []
  const at =
    last !== undefined
      ? tree.end(last.node)
      : inner.isLambda
        ? tree.start(inner.node) + 'lambda'.length
        : tree.end(list) - 1
  const newText = last === undefined && inner.isLambda ? ` ${text}` : text
  return [
    {
      title: 'Bind the value of this round',
      grade: 'needs-review',
      edits: [{ start: at, end: at, newText }],
    },
  ]
}

/** The names in the function that the loop gives another value in each round. */
function capturedNames(
  { tree, facts }: Checker,
  inner: FunctionFacts,
  loop: Node,
): readonly Node[] {
  const found: Node[] = []
  if (inner.body === NO_NODE) return found
  for (let node = inner.body; node < tree.endOfSubtree(inner.body); node += 1) {
    if (tree.kind(node) !== K_IDENTIFIER || facts.isWrite(node)) continue
    const binding = facts.resolve(node)
    if (binding === undefined || binding.scope === inner.scope || binding.kind === 'import')
      continue
    if (binding.kind === 'function' || binding.kind === 'class') continue
    const places = binding.definitions.map((one) => one.node)
    if (places.length === 0 || !places.every((place) => tree.contains(loop, place))) {
      if (!places.some((place) => isTarget({ tree }, loop, place))) continue
    }
    if (places.some((place) => facts.enclosingFunction(place) === inner)) continue
    found.push(node)
  }
  return found
}

function isTarget({ tree }: Pick<Checker, 'tree'>, loop: Node, place: Node): boolean {
  const clauses = [
    loop,
    ...tree.childrenOf(loop, 0).filter((one) => tree.kind(one) === K_FOR_IN_CLAUSE),
  ]
  return clauses.some((one) => {
    const target = tree.child(one, F_LEFT)
    return (
      target !== NO_NODE && tree.contains(target, place) && tree.child(one, F_RIGHT) !== NO_NODE
    )
  })
}
