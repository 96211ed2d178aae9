import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { buildFlow } from '../../../analyzer/flow/build-flow.ts'
import { factsOf } from '../facts-of.ts'
import { lineTransitions, type Transition } from './line-transitions.ts'
import { decisionsOf, PythonProcess } from './python-process.ts'
import { programs } from './python-programs.ts'

const oracle = new PythonProcess('line-oracle.py')
afterAll(() => oracle.close())

const SEED = process.env.FLOW_SEED ?? (process.env.FLOW_RUNS === undefined ? '7' : undefined)
/** How many programs. */
const PROGRAMS = Number(process.env.FLOW_RUNS ?? 200)
/** How often each of them is run. */
const RUNS = 100
const DECISIONS = 60

test(
  'every step that Python takes from line to line is an edge of the graph',
  async () => {
    let possible = 0
    let taken = 0
    let pairs = 0
    await fc.assert(
      fc.asyncProperty(programs, fc.integer(), async (program, seed) => {
        const facts = factsOf(program.source)
        const one = facts.functions[0]
        if (one === undefined) throw new Error('no function')
        const allowed = new Set(lineTransitions(buildFlow(facts, one.node)).map(String))
        const runs = decisionsOf(seed, RUNS, DECISIONS)
        const observed = (await oracle.ask({ ...program, runs })) as Transition[]
        const lines = program.source.split('\n')
        const missing = observed.filter((transition) => !allowed.has(String(transition)))
        const missingText = missing.map(
          ([from, to]) => `${from} ${lines[from - 1]} -> ${to} ${lines[to - 1]}`,
        )
        expect(missingText).toEqual([])
        // A hundred runs show most of what a short function can do.
        if (lines.length > 16) return
        possible += allowed.size
        taken += observed.length
        pairs += lines.length ** 2
      }),
      // The short form asks the same programs each time; FLOW_RUNS asks new ones, or those of FLOW_SEED.
      {
        numRuns: PROGRAMS,
        ...(SEED !== undefined && { seed: Number(SEED) }),
      },
    )
    if (process.env.FLOW_RUNS !== undefined) console.log({ taken, possible, pairs })
    // The graphs hold little that no run shows, and are far from "anything after anything".
    expect({ possible, shown: taken / possible > 0.7, small: possible / pairs < 0.3 }).toEqual({
      possible: expect.any(Number),
      shown: true,
      small: true,
    })
  },
  600_000 + 300 * PROGRAMS,
)
