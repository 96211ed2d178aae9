import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildFlow } from '../../../analyzer/flow/build-flow.ts'
import { solve } from '../../../analyzer/flow/dataflow.ts'
import { DefUse } from '../../../analyzer/flow/def-use.ts'
import { dominators, postDominators } from '../../../analyzer/flow/dominance.ts'
import { ALL_EDGES, edgeBit, NORMAL_EDGES } from '../../../analyzer/flow/edges.ts'
import { DELETE_NAME, READ_NAME, WRITE_NAME } from '../../../analyzer/flow/events.ts'
import { ENTRY, EXIT_POINT, type FlowGraph } from '../../../analyzer/flow/graph.ts'
import { factsOf } from '../facts-of.ts'
import { programs } from './python-programs.ts'

function graphOf(source: string) {
  const facts = factsOf(source)
  return { facts, graph: buildFlow(facts, facts.functions[0]?.node ?? 0) }
}

type Neighbours = ReadonlyMap<number, readonly number[]>

/** Where each point leads to over some kinds of edges; backwards: where each is come to from. */
function neighbours(graph: FlowGraph, mask: number, isBackward: boolean): Neighbours {
  const found = new Map<number, number[]>()
  for (const point of graph.order) {
    for (const edge of graph.edgesOut(point)) {
      if ((mask & edgeBit(graph.kindOfEdge(edge))) === 0) continue
      const next = graph.target(edge)
      const [from, to] = isBackward ? [next, point] : [point, next]
      found.set(from, [...(found.get(from) ?? []), to])
    }
  }
  return found
}

/** Points reached from `start` without entering `removed`, by the plainest means. */
function reached(next: Neighbours, start: number, removed: number): Set<number> {
  const found = new Set<number>()
  const work = start === removed ? [] : [start]
  for (let point = work.pop(); point !== undefined; point = work.pop()) {
    if (found.has(point)) continue
    found.add(point)
    for (const one of next.get(point) ?? []) if (one !== removed) work.push(one)
  }
  return found
}

test('a point dominates what cannot be reached without it', () => {
  fc.assert(
    fc.property(programs, ({ source }) => {
      const { graph } = graphOf(source)
      const dominance = dominators(graph)
      const next = neighbours(graph, ALL_EDGES, false)
      const all = [...reached(next, ENTRY, -1)]
      for (const outer of all) {
        const without = reached(next, ENTRY, outer)
        const wrong = all.filter(
          (inner) => dominance.dominates(outer, inner) === without.has(inner),
        )
        expect(wrong, `dominated by ${outer}`).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

test('a point post-dominates what cannot end normally without it', () => {
  fc.assert(
    fc.property(programs, ({ source }) => {
      const { graph } = graphOf(source)
      const dominance = postDominators(graph, NORMAL_EDGES)
      const next = neighbours(graph, NORMAL_EDGES, true)
      // Where nothing ends normally there is nothing to compare.
      const ending = [...reached(next, EXIT_POINT, -1)]
      for (const outer of graph.order) {
        const without = reached(next, EXIT_POINT, outer)
        const wrong = ending.filter(
          (inner) => dominance.dominates(outer, inner) === without.has(inner),
        )
        expect(wrong, `post-dominated by ${outer}`).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

test('def-use by joins agrees with reaching definitions as sets', () => {
  fc.assert(
    fc.property(programs, ({ source }) => {
      const { facts, graph } = graphOf(source)
      const defUse = new DefUse(facts, graph)
      type Reaching = Map<string, Set<number>>
      const solution = solve<Reaching>(graph, {
        direction: 'forward',
        edges: ALL_EDGES,
        boundary: () => new Map(),
        copy: (state) => new Map(Array.from(state, ([name, set]) => [name, new Set(set)])),
        join: (into, from) => {
          let changed = false
          for (const name of new Set([...into.keys(), ...from.keys()])) {
            const own = into.get(name) ?? new Set([-1])
            const before = own.size
            for (const one of from.get(name) ?? [-1]) own.add(one)
            changed ||= own.size > before || !into.has(name)
            into.set(name, own)
          }
          return changed
        },
        apply: (state, kind, node, event) => {
          const name = String(facts.resolve(node)?.id)
          if (kind === WRITE_NAME) state.set(name, new Set([event]))
          else if (kind === DELETE_NAME) state.set(name, new Set([-1]))
        },
      })
      for (const point of graph.order) {
        solution.visit(point, (event, state) => {
          if (graph.eventKind(event) !== READ_NAME || defUse.valueAt(event) === undefined) return
          const name = String(facts.resolve(graph.eventNode(event))?.id)
          const expected = [...(state.get(name) ?? [-1])].sort((a, b) => a - b)
          expect(defUse.definitionsOf(event)).toEqual(expected)
        })
      }
    }),
    { numRuns: 200 },
  )
})
