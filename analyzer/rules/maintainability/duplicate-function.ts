import type { FunctionBody } from '../../clones/function-bodies.ts'
import type { Project } from '../../engine/project.ts'
import { cloneParts } from '../../gather/clone-parts.ts'
import { placeOfName } from '../../matching/names/project-places.ts'
import { defineRule, type ProjectHit } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-function',
  title: 'Two functions with the same body',
  consequence: 'A defect that is mended in one of them stays in the other.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [1041],
  roles: ['source', 'test'],
  why: `
The functions have the same parameters and the same body, word for word. Whoever changes one of them does not
know of the other: from then on they differ where they should not.
`,
  fix: `
Keep one of them where both users can import it, and call it from there. Methods of sister classes belong into
their base class.
`,
  exemptions: [
    {
      text: 'Functions that are alike because there is little to them.',
      quiet: py`
        class Reader:
            def close(self):
                self.file.close()
                self.file = None

        class Writer:
            def close(self):
                self.file.close()
                self.file = None
      `,
    },
    {
      text: 'Functions that differ in a value or a step.',
      quiet: {
        'app/a.py': py`
          def total(rows, rate):
              amount = 0
              for row in rows:
                  if row.price > 10 and row.count > 0:
                      amount += row.price * row.count * rate
              log.info("total", amount)
              return round(amount, 2)
        `,
        'app/b.py': py`
          def total(rows, rate):
              amount = 0
              for row in rows:
                  if row.price > 20 and row.count > 0:
                      amount += row.price * row.count * rate
              log.info("total", amount)
              return round(amount, 2)
        `,
      },
    },
    {
      text: 'Tests, which have a rule of their own, and migrations.',
      quiet: {
        'tests/test_a.py': py`
          def test_total(rows, rate):
              amount = 0
              for row in rows:
                  if row.price > 10 and row.count > 0:
                      amount += row.price * row.count * rate
              log.info("total", amount)
              assert round(amount, 2)
        `,
        'tests/test_b.py': py`
          def test_total(rows, rate):
              amount = 0
              for row in rows:
                  if row.price > 10 and row.count > 0:
                      amount += row.price * row.count * rate
              log.info("total", amount)
              assert round(amount, 2)
        `,
      },
    },
  ],
  limits: ['Functions that differ in names are found as copied code, see duplicate-code.'],
  bad: [
    {
      'app/orders.py': py`
        def total(rows, rate):
            """Sum of an order."""
            amount = 0
            for row in rows:
                if row.price > 10 and row.count > 0:
                    amount += row.price * row.count * rate
            log.info("total", amount)
            return round(amount, 2)
      `,
      'app/quotes.py': py`
        def quote_total(rows, rate): #!
            amount = 0  # nothing yet
            for row in rows:
                if row.price > 10 and row.count > 0:
                    amount += row.price * row.count * rate
            log.info("total", amount)
            return round(amount, 2)

        class Quote:
            def total(rows, rate): #!
                amount = 0
                for row in rows:
                    if row.price > 10 and row.count > 0:
                        amount += row.price * row.count * rate
                log.info("total", amount)
                return round(amount, 2)

        class Offer:
            def total(rows, rate): #!
                amount = 0
                for row in rows:
                    if row.price > 10 and row.count > 0:
                        amount += row.price * row.count * rate
                log.info("total", amount)
                return round(amount, 2)
      `,
    },
  ],
  good: [
    {
      'app/totals.py': py`
        def total(rows, rate):
            amount = 0
            for row in rows:
                if row.price > 10 and row.count > 0:
                    amount += row.price * row.count * rate
            log.info("total", amount)
            return round(amount, 2)
      `,
      'app/orders.py': py`
        from app.totals import total

        def order_total(order):
            return total(order.rows, order.rate)
      `,
    },
  ],
  project: (project) => [...equalFunctions(project).values()].flatMap(hitsOf),
})

interface PlacedBody extends FunctionBody {
  readonly path: string
}

/** Functions by their body, in the order of files and lines. */
function equalFunctions(project: Project): ReadonlyMap<string, readonly PlacedBody[]> {
  const all = project
    .gathered(cloneParts)
    .flatMap(({ path, part }) => part.bodies.map((body) => ({ ...body, path })))
  return Map.groupBy(all, ({ hash }) => hash)
}

function hitsOf(group: readonly PlacedBody[]): readonly ProjectHit[] {
  const [first, ...copies] = group
  if (first === undefined) return []
  const name = first.symbol.slice(first.symbol.lastIndexOf('.') + 1)
  const original = placeOfName(first.path, first, name)
  return copies.map(({ path, start, end, symbol }) => ({
    path,
    start,
    end,
    message: `\`${symbol}\` has the same body as \`${first.symbol}\` in ${first.path}.`,
    evidence: [{ kind: 'definition', location: original, message: 'the same body stands here' }],
    related: [original],
  }))
}
