import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { moneyOf } from '../../matching/rows/money-names.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'remainder-lost',
  title: 'Amount divided into parts without its remainder',
  consequence:
    'The parts do not add up to the amount: a few cents are missing from each bill that does not divide evenly.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [682],
  why: `
\`//\` rounds down. 100 cents for three people are 33 cents each, and one cent belongs to nobody: the shares add up to 99. The
books do not balance, and the difference grows with each bill.
`,
  fix: 'Use `divmod` and give the rest to the first parts, or let the last part be what is left.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A remainder that is given to somebody.',
      quiet: py`
        def share(total_cents, people):
            part, rest = divmod(total_cents, len(people))
            return {one: part + (1 if at < rest else 0) for at, one in enumerate(people)}

        def rates(amount_cents, months):
            rate = amount_cents // months
            return [rate] * (months - 1) + [amount_cents - rate * (months - 1)]

        def left(total_cents, people):
            return total_cents // len(people), total_cents % len(people)
      `,
    },
    {
      text: 'A change of the unit, a percentage, and things that are no money.',
      quiet: py`
        def show(total_cents, pages, size, count):
            euros = total_cents // 100
            fee = total_cents * 3 // 100
            return euros, fee, pages // size, count // 2
      `,
    },
  ],
  limits: ['Amounts are told by their names.'],
  bad: [
    py`
      def share(total_cents, people):
          part = total_cents // len(people) #!
          return {one: part for one in people}

      def rates(amount_cents, months):
          return [amount_cents // months for _ in range(months)] #!

      class Bill:
          def each(self, guests):
              return self.total_price // guests #!
    `,
  ],
  good: [
    py`
      def share(total_cents, people):
          part, rest = divmod(total_cents, len(people))
          return {one: part + (1 if at < rest else 0) for at, one in enumerate(people)}
    `,
  ],
  on: {
    [k.K_BINARY_OPERATOR](division, checker) {
      const { tree, facts } = checker
      if (tree.kind(tree.child(division, k.F_OPERATOR)) !== k.T_SLASH_SLASH) return
      const amount = tree.child(division, k.F_LEFT)
      const parts = tree.child(division, k.F_RIGHT)
      if (!isAmount(checker, amount) || !isCount(checker, parts)) return
      const owner = facts.enclosingFunction(division)
      if (owner === undefined) return
      // The rest is asked for, or taken away from the whole.
      if (/%(?!\()|divmod\(|-=|\bsum\(|\d\s*\*\s*\(| - /.test(tree.text(owner.node))) return
      checker.report({
        node: division,
        message: `What is left of \`${tree.text(amount)}\` after \`${tree.text(division)}\` goes to nobody: the parts do not add up to it.`,
      })
    },
  },
})

function isAmount({ tree }: Checker, amount: Node): boolean {
  if (amount === NO_NODE) return false
  const kind = tree.kind(amount)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return false
  const name = tree.text(amount).split('.').at(-1) ?? ''
  return /(?:^|_)(?:cents|pence|pennies|minor_units)$/.test(name) || moneyOf(name) === 'sure'
}

/** A number of people, months or parts: no fixed number, which changes the unit. */
function isCount({ tree, facts }: Checker, parts: Node): boolean {
  if (parts === NO_NODE || constantValue(tree, parts) !== undefined) return false
  const kind = tree.kind(parts)
  if (kind === k.K_CALL) return facts.calleeName(parts) === 'builtins.len'
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return false
  const name = tree.text(parts).split('.').at(-1) ?? ''
  return (
    !/^[A-Z_]+$/.test(name) &&
    !/price|cent|unit|step|size|rate|per_|scale|factor|divisor|base/i.test(name)
  )
}
