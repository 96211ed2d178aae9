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

/** Points reached from `start` without entering `removed`, by the plainest means. */
function reached(graph: FlowGraph, start: number, removed: number, mask: number): Set<number> {
  const found = new Set<number>()
  const work = start === removed ? [] : [start]
  for (let point = work.pop(); point !== undefined; point = work.pop()) {
    if (found.has(point)) continue
    found.add(point)
    for (const edge of graph.edgesOut(point)) {
      const next = graph.target(edge)
      if (next !== removed && (mask & edgeBit(graph.kindOfEdge(edge))) !== 0) work.push(next)
    }
  }
  return found
}

test('a point dominates what cannot be reached without it', () => {
  fc.assert(
    fc.property(programs, ({ source }) => {
      const { graph } = graphOf(source)
      const dominance = dominators(graph)
      const all = reached(graph, ENTRY, -1, ALL_EDGES)
      for (const outer of all) {
        const without = reached(graph, ENTRY, outer, ALL_EDGES)
        for (const inner of all) {
          expect(dominance.dominates(outer, inner)).toBe(!without.has(inner))
        }
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
      for (const inner of graph.order) {
        // Where nothing ends normally there is nothing to compare.
        if (!reached(graph, inner, -1, NORMAL_EDGES).has(EXIT_POINT)) continue
        for (const outer of graph.order) {
          const without = reached(graph, inner, outer, NORMAL_EDGES)
          expect(dominance.dominates(outer, inner)).toBe(!without.has(EXIT_POINT))
        }
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
