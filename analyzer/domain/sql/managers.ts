// Transactions of one's own making: functions that yield in one and commit behind it, classes that
// commit where their block ends, decorators that put a function into one.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Reference } from '../../facts/reference.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** What is done around the code that a manager, a decorator or a dependency runs. */
export interface Frame {
  /** Where the code ends without an error. */
  readonly commits?: true
  readonly rollsBack?: true
  /** Gives the connection back. */
  readonly closes?: true
  /** What is entered around it, which may be such a frame itself. */
  readonly enters?: readonly Reference[]
  /** Leaves the commit to a transaction that is open already. */
  readonly joins?: true
  /** Handles a violated constraint. */
  readonly expects?: true
  /** The code is given a session. */
  readonly gives?: true
  /** Of a class: the one that it derives from does its part too. */
  readonly continues?: true
}

export interface TransactionManager {
  /** Around the `yield` of a function, or the block that enters an object of a class. */
  readonly block?: Frame
  /** Around the function that it decorates. */
  readonly decorated?: Frame
}

/** By the symbol of the function or class. */
export type TransactionManagers = Readonly<Record<string, TransactionManager>>

const USES = /\b(?:commit|begin|atomic|transaction|session|Session|sessionmaker|writer)\b/
const FRAMING = /\byield\b|__a?exit__|\bwraps\b|\*args\b/
/** `session.begin()`, `connection.transaction()`: the block is a transaction. */
const BEGINS = /^(?:begin|transaction)$/
/** oslo.db: `context_manager.writer.using(context)`. */
const FACADE = /\b(?:writer|reader)\.using$/
/** What is closed is no file. */
const CONNECTED = /(?:^|[._])(?:\w*sess(?:ion)?|db|database|conn(?:ection)?)(?:\(\))?$/i
const STACK = /(?:^|\.)(?:Async)?ExitStack$/

/** The managers of a file; empty for most. */
export function readTransactionManagers(facts: FileFacts): TransactionManagers {
  const { source } = facts.tree
  if (!FRAMING.test(source) || !USES.test(source)) return {}
  const found: Record<string, { block?: Frame; decorated?: Frame }> = {}
  const add = (symbol: string, part: 'block' | 'decorated', frame: Frame | undefined) => {
    if (frame !== undefined) found[symbol] = { ...found[symbol], [part]: frame }
  }
  for (const one of facts.functions) {
    if (one.isLambda) continue
    if (one.isGenerator) add(one.symbol, 'block', frameOfYield(facts, one))
    else if (one.class !== undefined && /^__a?exit__$/.test(one.name)) {
      add(one.class.symbol, 'block', frameOfClass(facts, one))
    } else if (one.enclosing !== undefined) {
      const frame = frameOfWrapper(facts, one)
      for (const symbol of frame === undefined ? [] : decoratorSymbols(one)) {
        add(symbol, 'decorated', frame)
      }
    }
  }
  return found
}

/** `def scope(): ... yield session ... session.commit()`. */
function frameOfYield(facts: FileFacts, owner: FunctionFacts): Frame | undefined {
  const places = [...facts.nodesIn(owner.node, k.K_YIELD)].filter(
    (node) => facts.enclosingFunction(node) === owner,
  )
  // Rows that a loop gives one after the other have no end of their own.
  const [place] = places
  if (place === undefined || places.some((node) => isInLoop(facts, owner, node))) return undefined
  const frame = frameAround(facts, owner, place)
  const [given] = facts.tree.namedChildren(place)
  const gives = given !== undefined && CONNECTED.test(facts.tree.spelled(given))
  return frame && gives ? { ...frame, gives } : frame
}

function isInLoop({ tree }: FileFacts, owner: FunctionFacts, node: Node): boolean {
  return tree.ancestor(node, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT) > owner.node
}

/** `return func(*args, **kwargs)` in a function inside of one that is given `func`. */
function frameOfWrapper(facts: FileFacts, owner: FunctionFacts): Frame | undefined {
  const { tree } = facts
  const given = new Set(
    owner.enclosing?.parameters.map(({ name }) => name).filter((name) => name !== 'self'),
  )
  const calls = facts.callsOf(owner).filter((call) => {
    const callee = facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_IDENTIFIER) return false
    return given.has(tree.text(callee)) && facts.arguments(call).length > 0
  })
  // The last one: those before it are for callers that have a session or transaction.
  const last = calls.at(-1)
  const frame = last === undefined ? undefined : frameAround(facts, owner, last)
  return frame && calls.length > 1 ? { ...frame, joins: true } : frame
}

/** The function or class that stands above others with an `@`: the one that is given them, or makes it. */
function decoratorSymbols({ enclosing }: FunctionFacts): readonly string[] {
  if (enclosing === undefined) return []
  if (enclosing.name === '__call__' && enclosing.class !== undefined) {
    return [enclosing.class.symbol]
  }
  const outer = enclosing.enclosing
  return outer === undefined ? [enclosing.symbol] : [enclosing.symbol, outer.symbol]
}

/** What a function does around a place in it; undefined if that is nothing of a transaction. */
function frameAround(facts: FileFacts, owner: FunctionFacts, place: Node): Frame | undefined {
  const { tree } = facts
  const frame = openFrame()
  for (const call of facts.callsOf(owner)) {
    if (call < place || tree.contains(call, place)) continue
    noteCall(facts, owner, call, frame)
  }
  for (let at = tree.parent(place); at > owner.node; at = tree.parent(at)) {
    if (tree.kind(at) === k.K_TRY_STATEMENT) frame.expects ||= expectsViolations(facts, at)
    if (tree.kind(at) !== k.K_WITH_STATEMENT) continue
    if (!tree.contains(tree.child(at, k.F_BODY), place)) continue
    for (const item of enteredBy(facts, at)) noteEntered(facts, owner, item, place, frame)
  }
  return closedFrame(frame)
}

/** `except IntegrityError`, which makes something else of it. */
function expectsViolations({ tree }: FileFacts, attempt: Node): boolean {
  return tree
    .namedChildren(attempt)
    .some(
      (clause) =>
        tree.kind(clause) === k.K_EXCEPT_CLAUSE &&
        /^except[^\n]*\b(?:IntegrityError|UniqueViolation\w*|DBDuplicateEntry|SQLAlchemyError)\b/.test(
          tree.text(clause),
        ) &&
        !/^\s*raise\s*$/m.test(tree.spelled(clause)),
    )
}

/** `async def __aexit__(self, kind, value, trace)`: what it does, and what was entered before. */
function frameOfClass(facts: FileFacts, leaving: FunctionFacts): Frame | undefined {
  const { tree } = facts
  const frame = openFrame()
  for (const call of facts.callsOf(leaving)) noteCall(facts, leaving, call, frame)
  // `self._transaction = self.session.begin()`, left by its own `__exit__`.
  const isHandedOn = /\bself\.\w+\.__a?exit__\(/.test(tree.spelled(leaving.node))
  const entering = facts.functions.find(
    (one) => one.class === leaving.class && one.name === leaving.name.replace('exit', 'enter'),
  )
  for (const call of entering === undefined || !isHandedOn ? [] : facts.callsOf(entering)) {
    if (BEGINS.test(lastOf(facts, facts.callee(call)))) {
      frame.commits = true
      frame.rollsBack = true
    }
  }
  const continues = /\bsuper\(\)\.__a?exit__\(/.test(tree.spelled(leaving.node))
  const closed = closedFrame(frame)
  return continues ? { ...closed, continues } : closed
}

interface OpenFrame {
  commits: boolean
  rollsBack: boolean
  closes: boolean
  joins: boolean
  expects: boolean
  enters: Reference[]
}

function openFrame(): OpenFrame {
  return {
    commits: false,
    rollsBack: false,
    closes: false,
    joins: false,
    expects: false,
    enters: [],
  }
}

function closedFrame({ joins, expects, enters, ...rest }: OpenFrame): Frame | undefined {
  const { commits, rollsBack, closes } = rest
  if (!commits && !rollsBack && !closes && enters.length === 0) return undefined
  return {
    ...(commits && { commits }),
    ...(rollsBack && { rollsBack }),
    ...(closes && { closes }),
    ...(joins && { joins }),
    ...(expects && { expects }),
    ...(enters.length > 0 && { enters }),
  }
}

/** A call behind the place: `session.commit()`, `session.close()`. */
function noteCall(facts: FileFacts, owner: FunctionFacts, call: Node, frame: OpenFrame): void {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return
  switch (lastOf(facts, callee)) {
    case 'commit':
      if (!isAlways(facts, owner, call)) return
      frame.commits = true
      frame.joins ||= isWhereOpened(facts, owner, call)
      return
    case 'rollback':
      frame.rollsBack = true
      return
    case 'close':
    case 'aclose':
    case 'remove':
      if (CONNECTED.test(tree.spelled(tree.child(callee, k.F_OBJECT)))) frame.closes = true
      return
  }
}

/** False for a commit in a handler, and for one that somebody has to ask for. */
function isAlways(facts: FileFacts, owner: FunctionFacts, call: Node): boolean {
  const { tree } = facts
  for (let at = tree.parent(call); at > owner.node; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_EXCEPT_CLAUSE) return false
    if (kind !== k.K_IF_STATEMENT) continue
    const condition = tree.text(tree.child(at, k.F_CONDITION))
    const isAsked = owner.parameters.some(({ name }) => condition === name)
    if (isAsked || /\bself\.\w*commit/.test(condition)) return false
  }
  return true
}

/** `if created: session.commit()`: for who opened the session alone; an error is asked for by all. */
function isWhereOpened({ tree }: FileFacts, owner: FunctionFacts, call: Node): boolean {
  const branch = tree.ancestor(call, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (tree.kind(branch) !== k.K_IF_STATEMENT || branch < owner.node) return false
  const condition = tree.text(tree.child(branch, k.F_CONDITION))
  return !owner.parameters.some(({ name }) => new RegExp(`\\b${name}\\b`).test(condition))
}

/** An expression that is entered around the place, or an exit stack with what it was given. */
function noteEntered(
  facts: FileFacts,
  owner: FunctionFacts,
  item: Node,
  place: Node,
  frame: OpenFrame,
): void {
  const { tree } = facts
  const callee = tree.kind(item) === k.K_CALL ? facts.callee(item) : item
  if (BEGINS.test(lastOf(facts, callee))) {
    frame.commits = true
    frame.rollsBack = true
  } else if (FACADE.test(tree.spelled(callee))) {
    if (/\bwriter\b/.test(tree.spelled(callee))) frame.commits = true
    frame.rollsBack = true
    frame.closes = true
  } else if (isStack(facts, item)) {
    for (const call of facts.callsOf(owner)) {
      if (call > place || !/^enter_(?:async_)?context$/.test(lastOf(facts, facts.callee(call)))) {
        continue
      }
      const [given] = facts.arguments(call)
      // What a stack within the stack is given is among these calls.
      if (given === undefined || isStack(facts, given.value)) continue
      noteEntered(facts, owner, given.value, place, frame)
    }
  } else {
    const reference = facts.references.of(callee)
    if (reference === undefined) return
    const isCalled = tree.kind(item) === k.K_CALL
    frame.enters.push(isCalled ? { kind: 'call', of: reference } : reference)
  }
}

function isStack(facts: FileFacts, item: Node): boolean {
  const callee = facts.tree.kind(item) === k.K_CALL ? facts.callee(item) : item
  return STACK.test(facts.dottedText(callee) ?? '')
}

/** The last name of `a.b().c`. */
function lastOf({ tree }: FileFacts, callee: Node): string {
  if (callee === NO_NODE) return ''
  return tree.kind(callee) === k.K_ATTRIBUTE
    ? tree.text(tree.child(callee, k.F_ATTRIBUTE))
    : tree.text(callee)
}

/** The expressions that a `with` statement enters. */
export function enteredBy({ tree }: FileFacts, statement: Node): readonly Node[] {
  const clause = tree.childOfKind(statement, k.K_WITH_CLAUSE)
  if (clause === NO_NODE) return []
  return tree.namedChildren(clause).flatMap((item) => {
    if (tree.kind(item) !== k.K_WITH_ITEM) return []
    const value = tree.child(item, k.F_VALUE)
    if (value === NO_NODE) return []
    return [tree.kind(value) === k.K_AS_PATTERN ? value + 1 : value]
  })
}
