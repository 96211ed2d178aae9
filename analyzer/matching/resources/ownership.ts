// What becomes of something that must be closed: managed, handed on, closed, or left open.

import type { Checker } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Binding } from '../../facts/scopes.ts'
import { solve } from '../../flow/dataflow.ts'
import { edgeBit, FAULT, LIKELY_EDGES, WHEN_FALSE, WHEN_TRUE } from '../../flow/edges.ts'
import * as event from '../../flow/events.ts'
import { EXIT_POINT, RAISE_POINT } from '../../flow/graph.ts'
import { finallyCovering } from '../../flow/surroundings.ts'
import { closedAttributes } from '../../gather/closed-attributes.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { conditionOf } from '../statements/branches.ts'
import { parentOf } from '../statements/statements.ts'
import { type Closing, isRead, useOf } from './uses.ts'

/**
 * - `cared-for`: managed by `with`, handed on, or closed on every way
 * - `dropped`: never given a name; `consumed`: used in place and then lost
 * - `never`: named and never closed; `sometimes`: a way that does not raise leaves it open
 * - `on-error`: only exceptions leave it open
 * - `attribute`: kept on `self`, or at start-up on `app.state`, and nothing that can get at it closes it
 */
export type Fate =
  | 'cared-for'
  | 'dropped'
  | 'consumed'
  | 'never'
  | 'sometimes'
  | 'on-error'
  | 'attribute'

/** What becomes of the object that a call makes. */
export function fateOf(checker: Checker, call: Node, closing: Closing): Fate {
  const { tree } = checker
  let made = call
  let parent = parentOf(tree, made)
  while (
    parent !== NO_NODE &&
    (tree.kind(parent) === k.K_AWAIT || isEither(checker, parent, call))
  ) {
    made = parent
    parent = parentOf(tree, made)
  }
  if (parent === NO_NODE) return 'cared-for'
  switch (tree.kind(parent)) {
    case k.K_EXPRESSION_STATEMENT:
      return 'dropped'
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
      return tree.fieldOf(made) === k.F_RIGHT ? 'consumed' : 'cared-for'
    case k.K_ATTRIBUTE:
      return attributeFate(checker, parent, closing)
    case k.K_ARGUMENT_LIST:
    case k.K_KEYWORD_ARGUMENT:
      return isRead(checker, made, closing) ? 'consumed' : 'cared-for'
    case k.K_ASSIGNMENT:
      return assignedFate(checker, parent, closing)
    case k.K_NAMED_EXPRESSION:
      return testedFate(checker, parent, closing)
    default:
      return 'cared-for'
  }
}

/** `if (file := open(path)):` is a name like any other; elsewhere the value goes on as well. */
function testedFate(checker: Checker, named: Node, closing: Closing): Fate {
  const { tree, facts } = checker
  const kind = tree.kind(parentOf(tree, named))
  if (kind !== k.K_IF_STATEMENT && kind !== k.K_COMPARISON_OPERATOR) return 'cared-for'
  const target = tree.child(named, k.F_NAME)
  const binding = target === NO_NODE ? undefined : facts.resolve(target)
  const isLocal = binding?.scope?.kind === 'function' && facts.reach(target) === 'local'
  if (binding === undefined || !isLocal) return 'cared-for'
  // Which way the test goes says whether there is something to close.
  const fate = localFate(checker, binding, target, closing)
  return fate === 'never' ? fate : 'cared-for'
}

/** `Pool(4) if many else Pool(1)`: one or the other, but such a thing in any case. */
function isEither({ tree, facts }: Checker, node: Node, call: Node): boolean {
  if (tree.kind(node) !== k.K_CONDITIONAL_EXPRESSION) return false
  const [yes = NO_NODE, , no = NO_NODE] = tree.namedChildren(node)
  if (yes !== call) return false
  const name = tree.text(facts.callee(call))
  return [yes, no].every(
    (one) =>
      one !== NO_NODE && tree.kind(one) === k.K_CALL && tree.text(facts.callee(one)) === name,
  )
}

function attributeFate({ tree, facts }: Checker, attribute: Node, { methods }: Closing): Fate {
  if (tree.calledBy(attribute) === NO_NODE) return 'cared-for'
  const method = facts.name(tree.child(attribute, k.F_ATTRIBUTE))
  if (methods.has(method) || /^(?:__a?enter__|detach|fileno|makefile|start)$/.test(method)) {
    return 'cared-for'
  }
  return 'consumed'
}

function assignedFate(checker: Checker, assignment: Node, closing: Closing): Fate {
  const { tree, facts } = checker
  const target = tree.child(assignment, k.F_LEFT)
  if (target === NO_NODE || tree.kind(tree.parent(assignment)) === k.K_ASSIGNMENT) {
    return 'cared-for'
  }
  const attribute = receiverAttribute(facts, target)
  const kept = attribute?.name ?? startedState(checker, target)
  if (kept !== undefined) {
    const isCared =
      isAttributeCared(checker, kept, closing) ||
      isClosedElsewhere(checker, kept, attribute?.class.symbol)
    return isCared ? 'cared-for' : 'attribute'
  }
  if (tree.kind(target) !== k.K_IDENTIFIER) return 'cared-for'
  const binding = facts.resolve(target)
  const isLocal = binding?.scope?.kind === 'function' && facts.reach(target) === 'local'
  if (binding === undefined || !isLocal) return 'cared-for'
  return localFate(checker, binding, target, closing)
}

/** True if some place of the file closes the attribute, or does with it what cannot be followed. */
function isAttributeCared({ tree, facts }: Checker, name: string, { methods }: Closing): boolean {
  return facts.identifiersNamed(name).some((identifier) => {
    const attribute = tree.parent(identifier)
    if (tree.fieldOf(identifier) !== k.F_ATTRIBUTE || facts.isWrite(attribute)) return false
    const outer = parentOf(tree, attribute)
    if (tree.kind(outer) === k.K_ARGUMENT_LIST && isLent(facts, tree.parent(outer))) return false
    if (tree.kind(outer) !== k.K_ATTRIBUTE) return !isTest(tree.kind(outer))
    return methods.has(facts.name(tree.child(outer, k.F_ATTRIBUTE)))
  })
}

/** `loop.run_in_executor(self.pool, work)` uses the pool and gives it back. */
function isLent(facts: FileFacts, call: Node): boolean {
  const { tree } = facts
  return tree.kind(call) === k.K_CALL && /\brun_in_executor$/.test(tree.spelled(facts.callee(call)))
}

/** `app.state.client` of a function that runs at start-up, whose other half would close it. */
function startedState({ tree, facts }: Checker, target: Node): string | undefined {
  const name = /(?:^|\.)state\.(\w+)$/.exec(tree.text(target))?.[1]
  const owner = name === undefined ? undefined : facts.enclosingFunction(target)
  if (owner === undefined) return undefined
  const isStart = owner.decorators.some((one) =>
    /\bon_event\(\s*['"]startup/.test(tree.spelled(one)),
  )
  return owner.isGenerator || isStart ? name : undefined
}

/** Closed through another object, by a class above or below, or by a name that is computed. */
function isClosedElsewhere(checker: Checker, name: string, own: string | undefined): boolean {
  const { project, path, facts } = checker
  const { index } = project
  const mine = own === undefined ? undefined : index.class(path, own)
  const closed = project.gathered(closedAttributes).get(name) ?? []
  const isRelated = closed.some((one) => {
    if (one.class === '' || own === undefined) return true
    const other = index.class(one.path, one.class)
    if (mine === undefined || other === undefined) return false
    return index.hierarchy.isSubclass(mine, other) || index.hierarchy.isSubclass(other, mine)
  })
  if (isRelated) return true
  const around = facts.classes.find(({ symbol }) => symbol === own)
  return facts
    .callsTo('builtins.getattr')
    .some((call) => around !== undefined && checker.tree.contains(around.node, call))
}

function isTest(kind: number): boolean {
  return (
    kind === k.K_IF_STATEMENT ||
    kind === k.K_NOT_OPERATOR ||
    kind === k.K_COMPARISON_OPERATOR ||
    kind === k.K_BOOLEAN_OPERATOR ||
    kind === k.K_EXPRESSION_STATEMENT
  )
}

function localFate(checker: Checker, binding: Binding, target: Node, closing: Closing): Fate {
  const { tree, facts } = checker
  const uses = Array.from(
    binding.references,
    (node) => [node, useOf(checker, node, closing)] as const,
  )
  if (uses.some(([, use]) => use === 'escapes')) return 'cared-for'
  const closes = uses.flatMap(([node, use]) => (use === 'closes' ? [node] : []))
  if (closes.length === 0) return 'never'
  const isManaged = closes.some(
    (node) =>
      tree.kind(parentOf(tree, node)) !== k.K_ATTRIBUTE ||
      facts.enclosingFunction(node) !== facts.enclosingFunction(target),
  )
  if (isManaged || closes.every((node) => isNoted(checker, node, target))) return 'cared-for'
  return wayOut(checker, target, closes)
}

/** `file, is_own = open(path), True` and `if is_own: file.close()`: a flag says what is to be closed. */
function isNoted({ tree, facts }: Checker, close: Node, target: Node): boolean {
  const branch = tree.ancestor(close, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (branch === NO_NODE || tree.kind(branch) !== k.K_IF_STATEMENT) return false
  const condition = conditionOf(tree, branch)
  if (condition === NO_NODE || tree.kind(condition) !== k.K_IDENTIFIER) return false
  const block = tree.ancestor(target, k.K_BLOCK)
  return (facts.resolve(condition)?.definitions ?? []).some(({ node }) => {
    const assignment = tree.parent(node)
    const value = tree.kind(assignment) === k.K_ASSIGNMENT ? tree.child(assignment, k.F_RIGHT) : -1
    return (
      value > 0 && tree.kind(value) === k.K_TRUE && tree.ancestor(assignment, k.K_BLOCK) === block
    )
  })
}

/** Whether a way leads out of the function on which it is open. */
function wayOut(checker: Checker, target: Node, closes: readonly Node[]): Fate {
  const { tree, facts } = checker
  const { graph } = checker.analysis.around(target)
  const opened = graph.eventAt(target, event.WRITE_NAME)
  const name = facts.name(target)
  const ends = new Set(
    closes.flatMap((node) =>
      graph
        .eventsAt(tree.parent(tree.parent(node)))
        .filter((at) => graph.eventKind(at) === event.CALL),
    ),
  )
  const endPoints = new Set([...ends].map((at) => graph.pointOf(at)))
  const isEmpty = new RegExp(`^(?:not ${name}|${name} is None|${name} == None)$`)
  const isThere = new RegExp(`^(?:${name}|${name} is not None|${name} != None)$`)
  const solution = solve<Uint8Array>(graph, {
    direction: 'forward',
    edges: LIKELY_EDGES & ~edgeBit(FAULT),
    boundary: () => new Uint8Array(1),
    copy: (state) => state.slice(),
    join: (into, from) => {
      const joined = (into[0] ?? 0) | (from[0] ?? 0)
      const changed = joined !== into[0]
      into[0] = joined
      return changed
    },
    apply: (state, _kind, _node, at) => {
      if (at === opened) state[0] = 1
      else if (ends.has(at)) state[0] = 0
    },
    follow: (state, edge) => {
      const point = graph.source(edge)
      if (endPoints.has(point)) state[0] = 0
      const kind = graph.kindOfEdge(edge)
      if (kind !== WHEN_TRUE && kind !== WHEN_FALSE) return
      const condition = graph.conditionOf(point)
      if (condition === NO_NODE) return
      const text = tree.text(condition)
      if (
        (kind === WHEN_TRUE && isEmpty.test(text)) ||
        (kind === WHEN_FALSE && isThere.test(text))
      ) {
        state[0] = 0
      }
    },
  })
  if (solution.at(EXIT_POINT)?.[0] === 1) return 'sometimes'
  if (solution.at(RAISE_POINT)?.[0] !== 1) return 'cared-for'
  // What is closed in a `finally` is closed as well as anybody writes it.
  const isInFinally = closes.some(
    (node) =>
      tree.ancestor(node, k.K_FINALLY_CLAUSE) !== NO_NODE &&
      finallyCovering(tree, node).length === 0,
  )
  return isInFinally ? 'cared-for' : 'on-error'
}
