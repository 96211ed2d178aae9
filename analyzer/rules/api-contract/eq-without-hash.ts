import type { Checker } from '../../engine/checker.ts'
import { placeOfClass } from '../../matching/names/project-places.ts'
import { K_CALL, K_CLASS_DEFINITION, K_PAIR, K_SET } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { hashedBy, hasNoHash, isHashedByDjango } from './matching/unhashed-classes.ts'

export default defineRule({
  id: 'eq-without-hash',
  title: 'Objects that cannot be hashed, and are',
  consequence: 'Whatever puts such an object into a set or a dict fails with a TypeError.',
  effortHours: { low: 0.25, high: 0.5 },
  cwe: [581],
  why: `
A class that defines \`__eq__\` and not \`__hash__\` gets \`__hash__ = None\`: its objects cannot be members of a set or
keys of a dict. Django does that with every row, to delete, to prefetch and to relate: the error comes from deep inside
of the library, at the first deletion or the first prefetch.
`,
  fix: `
Define \`__hash__\` over what \`__eq__\` compares and never changes, or write \`__hash__ = models.Model.__hash__\`. For rows
it is better to leave \`__eq__\` alone: two rows are the same if their primary keys are.
`,
  exemptions: [
    {
      text: 'A class that defines or keeps its hash, and a dataclass.',
      quiet: py`
        from dataclasses import dataclass
        from django.db import models

        class Box(models.Model):
            sku = models.SlugField()

            def __eq__(self, other):
                return isinstance(other, Box) and self.sku == other.sku

            def __hash__(self):
                return hash(self.sku)

        class Crate(models.Model):
            sku = models.SlugField()

            def __eq__(self, other):
                return isinstance(other, Crate) and self.sku == other.sku

            __hash__ = models.Model.__hash__

        @dataclass(frozen=True)
        class Point:
            x: int

            def __eq__(self, other):
                return self.x == other.x

        def run():
            return {Point(1), Point(2)}
      `,
    },
    {
      text: 'Objects that nobody hashes.',
      quiet: py`
        class Range:
            def __init__(self, first, last):
                self.pair = first, last

            def __eq__(self, other):
                return self.pair == other.pair

        class Record:
            def __eq__(self, other):
                return True

        class Address(Record):
            def __eq__(self, other):
                return True

            def __hash__(self):
                return 1

        def first(record: Record):
            return {record: 1}

        def run(rows):
            found = [Range(1, 2)]
            rows.add(Range(1, 2))
            return {"a": Range(1, 2), 1: found}
      `,
    },
  ],
  limits: ['Sets and dicts that come from elsewhere are not looked into.'],
  bad: [
    py`
      from django.db import models

      class Box(models.Model):
          sku = models.SlugField()

          def __eq__(self, other): #!
              return isinstance(other, Box) and self.sku == other.sku
    `,
    py`
      class Range:
          def __eq__(self, other):
              return True

      def run():
          seen = set()
          one = Range()
          seen.add(one) #!
          hash(Range()) #!
          return {one: 1}, {one} #!2
    `,
  ],
  good: [
    py`
      from django.db import models

      class Box(models.Model):
          sku = models.SlugField()

          def __eq__(self, other):
              return isinstance(other, Box) and self.sku == other.sku

          def __hash__(self):
              return hash(self.sku)
    `,
  ],
  on: {
    [K_CLASS_DEFINITION](node, checker) {
      const { facts, project, path, tree } = checker
      const symbol = facts.classAt(node)?.symbol
      const one = symbol === undefined ? undefined : project.index.class(path, symbol)
      const eq = facts.functions.find(
        ({ class: owner, name }) => owner?.node === node && name === '__eq__',
      )
      if (one === undefined || eq === undefined || !isHashedByDjango(checker, one)) return
      if (!hasNoHash(checker, one)) return
      const name = tree.text(node).match(/class\s+(\w+)/)?.[1]
      checker.report({
        node: eq.node,
        message: `\`${name}\` compares by \`__eq__\` and has no \`__hash__\`: its rows cannot be put into sets, as Django does.`,
      })
    },
    [K_SET]: checkHashed,
    [K_PAIR]: checkHashed,
    [K_CALL]: checkHashed,
  },
})

function checkHashed(node: Node, checker: Checker): void {
  for (const hashed of hashedBy(checker, node)) {
    const value = hashed === NO_NODE ? undefined : checker.valueOf(hashed)
    if (value?.kind !== 'instance' || !hasNoHash(checker, value.class)) continue
    const place = placeOfClass(value.class)
    checker.report({
      node: hashed,
      message: `\`${value.class.summary.name}\` compares by \`__eq__\` and has no \`__hash__\`: hashing it raises a TypeError.`,
      evidence: [{ kind: 'definition', location: place, message: 'defines `__eq__` alone' }],
      related: [place],
    })
  }
}
