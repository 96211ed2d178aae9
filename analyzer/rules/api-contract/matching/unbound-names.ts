// Local names that have no value yet on some way to where they are read: the branch that gives them one
// was not taken, or the call in front of the assignment raised and somebody caught it.

import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import type { Binding } from '../../../facts/scopes.ts'
import {
  ALL_EDGES,
  edgeBit,
  isExceptional,
  MAYBE_SUPPRESSED,
  WHEN_FALSE,
  WHEN_TRUE,
} from '../../../flow/edges.ts'
import * as event from '../../../flow/events.ts'
import { ENTRY, type EventIndex, type FlowGraph, type Point } from '../../../flow/graph.ts'
import { caughtTypes, isBroadHandler } from '../../../matching/errors/handlers.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { isDropped } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { neverComesBack, raisesInTry } from './call-outcomes.ts'
import {
  ancestorsOf,
  hasPast,
  isCovered,
  isDoubtful,
  KnownConditions,
  merged,
  NOTHING_KNOWN,
  type World,
  withoutPast,
  withPast,
} from './known-conditions.ts'
import { isDecidedOnce, isPlainlyBound, mayComeFirst } from './unbound-candidates.ts'

export interface UnboundName {
  readonly read: Node
  /** Where the name is given a value, on other ways. */
  readonly writes: readonly Node[]
  /** True where an exception is what comes between. */
  readonly byException: boolean
}

/** More ways than this are not told apart: nothing is said then. */
const MOST_WORLDS = 24

/** The first read of each local name of a file that may come before the name has a value. */
export function* unboundNames(checker: Checker): Generator<UnboundName> {
  const { facts, tree } = checker
  const told = new Set<number>()
  if (facts.nodesOfKind(k.K_ERROR).length > 0) return
  const asksForNames = ['locals', 'vars', 'dir', 'exec', 'eval'].flatMap((name) =>
    facts.callsTo(`builtins.${name}`),
  )
  const seekers = new Set(asksForNames.map((call) => facts.enclosingFunction(call)))
  for (const scope of facts.scopes) {
    if (scope.kind !== 'function' || seekers.has(scope.function)) continue
    for (const binding of facts.bindingsOf(scope)) {
      if (binding.kind === 'parameter' || isPlainlyBound(checker, binding)) continue
      const found = new UnboundSearch(checker, binding).run()
      if (found === undefined) continue
      // `host, port = ...`: one place tells it for both.
      const line = tree.line(found.writes[0] ?? found.read)
      if (!told.has(line)) yield found
      told.add(line)
    }
  }
}

class UnboundSearch {
  readonly #checker: Checker
  readonly #tree: SyntaxTree
  readonly #binding: Binding
  readonly #graph: FlowGraph
  readonly #known: KnownConditions
  readonly #writes: readonly Node[]
  /** What the conditions look at that decide whether the name gets a value, and what is set beside it. */
  readonly #subjects = new Set<string>()
  readonly #deciding = new Set<Node>()
  readonly #states: World[][]

  constructor(checker: Checker, binding: Binding) {
    this.#checker = checker
    this.#tree = checker.tree
    this.#binding = binding
    this.#graph = checker.flow.around(binding.definitions[0]?.node ?? NO_NODE)
    this.#known = new KnownConditions(checker.facts)
    this.#writes = binding.definitions.map(({ node }) => node)
    this.#states = Array.from({ length: this.#graph.pointCount }, () => [])
  }

  run(): UnboundName | undefined {
    const { facts } = this.#checker
    const reads = [...this.#binding.references].filter((read) =>
      mayComeFirst(this.#tree, this.#graph.node, this.#writes, read),
    )
    if (reads.length === 0) return undefined
    // Cheap for most names: some definition reaches every read, and nothing else does.
    const defUse = this.#checker.flow.defUse(this.#graph)
    const open = reads.filter((read) =>
      this.#graph.eventsAt(read).some((at) => defUse.definitionsOf(at).includes(-1)),
    )
    if (
      open.length === 0 ||
      !isDecidedOnce(this.#tree, this.#known, this.#graph.node, this.#writes)
    )
      return undefined
    for (const write of this.#writes) this.#noteDeciding(write)
    if (!this.#solve()) return undefined
    for (const read of open) {
      if (facts.scopeOf(read) !== this.#binding.scope) continue
      const found = this.#unboundAt(read)
      if (found !== undefined) return found
    }
    return undefined
  }

  #noteDeciding(write: Node): void {
    const tree = this.#tree
    for (const outer of ancestorsOf(tree, write, this.#graph.node)) {
      const condition =
        tree.kind(outer) === k.K_IF_STATEMENT || tree.kind(outer) === k.K_ELIF_CLAUSE
          ? conditionOf(tree, outer)
          : NO_NODE
      if (condition !== NO_NODE) {
        this.#deciding.add(condition)
        for (const subject of this.#known.subjects(condition)) this.#subjects.add(subject)
      }
      if (tree.kind(outer) !== k.K_BLOCK) continue
      // What is set beside the name tells later whether it was.
      for (let at = outer; at < tree.endOfSubtree(outer); at += 1) {
        if (tree.kind(at) === k.K_IDENTIFIER && this.#checker.facts.isWrite(at)) {
          this.#subjects.add(this.#checker.facts.name(at))
        }
        // `headers[name] = ...`, `self.family = ...`
        const isLeft = tree.fieldOf(at) === k.F_LEFT
        const isItem = isLeft && tree.kind(at) === k.K_SUBSCRIPT
        const place = isItem ? tree.child(at, k.F_VALUE) : at
        const isPlace = isItem || (isLeft && tree.kind(at) === k.K_ATTRIBUTE)
        const table = isPlace ? this.#checker.facts.dottedText(place) : undefined
        if (table !== undefined) this.#subjects.add(table)
      }
    }
  }

  /** The ways on which the name has no value, at the start of each point; false if there are too many. */
  #solve(): boolean {
    const graph = this.#graph
    const work: Point[] = [ENTRY]
    this.#states[ENTRY] = [NOTHING_KNOWN]
    for (let steps = 0; work.length > 0; steps += 1) {
      const point = work.shift() as Point
      if (steps > 40 * graph.pointCount + 400) return false
      const raised: World[] = []
      const worlds = this.#through(point, raised)
      for (const edge of graph.edgesOut(point)) {
        const kind = graph.kindOfEdge(edge)
        if ((ALL_EDGES & edgeBit(kind)) === 0 || kind === MAYBE_SUPPRESSED) continue
        const target = graph.target(edge)
        const arriving = isExceptional(kind)
          ? raised
          : worlds.flatMap((world) => this.#along(point, kind, world))
        if (!this.#add(target, arriving)) continue
        if ((this.#states[target] as World[]).length > MOST_WORLDS) return false
        if (!work.includes(target)) work.push(target)
      }
    }
    return true
  }

  #add(point: Point, worlds: readonly World[]): boolean {
    const states = this.#states[point] as World[]
    let isChanged = false
    const waiting = [...worlds]
    for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
      const arriving = world
      if (states.some((one) => isCovered(arriving, one))) continue
      isChanged = true
      const at = states.findIndex((one) => merged(one, arriving) !== undefined)
      const both = at === -1 ? undefined : merged(states[at] as World, arriving)
      if (both !== undefined) {
        states.splice(at, 1)
        waiting.push(both)
        continue
      }
      for (let index = states.length - 1; index >= 0; index -= 1) {
        if (isCovered(states[index] as World, arriving)) states.splice(index, 1)
      }
      states.push(arriving)
    }
    return isChanged
  }

  /** The worlds behind the events of a point in which the name still has no value. */
  #through(point: Point, raised: World[]): readonly World[] {
    const graph = this.#graph
    let worlds: readonly World[] = this.#states[point] as World[]
    for (let at = graph.firstEvent(point); at < graph.endOfEvents(point); at += 1) {
      if (worlds.length === 0) return worlds
      const how = raisesInTry(this.#checker, graph, at)
      if (how !== undefined) raised.push(...worlds.map((world) => withPast(world, how)))
      worlds = this.#after(at, worlds)
    }
    return worlds
  }

  #after(at: EventIndex, worlds: readonly World[]): readonly World[] {
    const { facts } = this.#checker
    const tree = this.#tree
    const graph = this.#graph
    const node = graph.eventNode(at)
    switch (graph.eventKind(at)) {
      case event.WRITE_NAME: {
        if (facts.resolve(node) === this.#binding) return []
        const value = this.#valueGiven(node)
        return worlds.map((world) => this.#known.assign(world, facts.name(node), value))
      }
      case event.WRITE_ATTRIBUTE: {
        const name = facts.dottedText(node)
        if (name === undefined) return worlds
        return worlds.map((world) => this.#known.assign(world, name, this.#valueGiven(node)))
      }
      case event.CATCH:
        // What catches everything takes what any call raises.
        if (!isBroadHandler(this.#checker, node)) return worlds
        return worlds.map((world) => withoutPast(world, 'early'))
      case event.EXIT:
        // `with save_and_reraise_exception():`
        return /reraise/i.test(tree.text(node)) ? [] : worlds
      case event.CALL:
        return isDropped(tree, node) && neverComesBack(this.#checker, node) ? [] : worlds
      default:
        return worlds
    }
  }

  #valueGiven(target: Node) {
    const tree = this.#tree
    const assignment = tree.parent(target)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT || tree.fieldOf(target) !== k.F_LEFT)
      return undefined
    return constantValue(tree, tree.child(assignment, k.F_RIGHT))
  }

  #along(point: Point, kind: number, world: World): readonly World[] {
    if (kind !== WHEN_TRUE && kind !== WHEN_FALSE) return [world]
    const graph = this.#graph
    const tree = this.#tree
    const last = graph.endOfEvents(point) - 1
    const node = graph.eventNode(last)
    const isYes = kind === WHEN_TRUE
    if (graph.eventKind(last) === event.NEXT) {
      // A loop is taken to run at least once: that it may not is another question.
      if (isYes) return [withPast(world, `loop ${node}`)]
      return hasPast(world, `loop ${node}`) ? [world] : []
    }
    if (graph.eventKind(last) === event.CATCH) return isYes ? this.#caught(node, world) : [world]
    if (graph.eventKind(last) !== event.TEST) return [world]
    if (!isYes && this.#endsChain(node)) return []
    const outcome = this.#known.outcome(world, node)
    if (outcome !== undefined) return outcome === isYes ? [world] : []
    const loop = tree.parent(node)
    if (tree.kind(loop) === k.K_WHILE_STATEMENT) {
      if (isYes) return [this.#known.learn(withPast(world, `loop ${loop}`), node, true, false)]
      if (!hasPast(world, `loop ${loop}`)) return []
    }
    return [this.#known.learn(world, node, isYes, this.#mayConcern(node))]
  }

  /** Behind the last `elif` of a chain that gives the name a value: one of them is meant to fit. */
  #endsChain(test: Node): boolean {
    const tree = this.#tree
    const clause = tree.ancestor(test, k.K_ELIF_CLAUSE, k.K_IF_STATEMENT)
    if (clause === NO_NODE || tree.kind(clause) !== k.K_ELIF_CLAUSE) return false
    if (!tree.contains(conditionOf(tree, clause), test)) return false
    const statement = tree.parent(clause)
    return this.#writes.some((write) => tree.contains(statement, write))
  }

  /** A later test that looks at what decided: perhaps it is the same question in other words. */
  #mayConcern(test: Node): boolean {
    const tree = this.#tree
    if (test < (this.#writes[0] as Node)) return false
    for (const condition of this.#deciding) if (tree.contains(condition, test)) return false
    for (const subject of this.#known.subjects(test)) {
      if (this.#subjects.has(subject)) return true
      for (const one of this.#subjects) {
        if (one.startsWith(`${subject}.`) || subject.startsWith(`${one}.`)) return true
      }
    }
    return false
  }

  #caught(clause: Node, world: World): readonly World[] {
    const tree = this.#tree
    if (isBroadHandler(this.#checker, clause)) return [withoutPast(world, 'early')]
    const types = caughtTypes(tree, clause).map((type) => tree.text(type))
    return hasPast(world, 'early') || STOPPING.test(types.join(' ')) ? [] : [world]
  }

  #unboundAt(read: Node): UnboundName | undefined {
    const graph = this.#graph
    for (const at of graph.eventsAt(read)) {
      if (graph.eventKind(at) !== event.READ_NAME) continue
      const point = graph.pointOf(at)
      let worlds: readonly World[] = this.#states[point] as World[]
      for (let one = graph.firstEvent(point); one < at; one += 1) worlds = this.#after(one, worlds)
      const sure = worlds.filter((world) => !isDoubtful(world))
      if (sure.length === 0) continue
      const byException = sure.every((world) => hasPast(world, 'early') || hasPast(world, 'late'))
      return { read, writes: this.#writes, byException }
    }
    return undefined
  }
}

const STOPPING =
  /^(?:(?:\w+\.)?(?:KeyboardInterrupt|SystemExit|GeneratorExit|StopIteration|StopAsyncIteration|CancelledError|EOFError)\s?)+$/
