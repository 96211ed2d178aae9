import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isStringStatement, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { argumentsOfSpecial, resultMisfit } from './matching/special-methods.ts'

export default defineRule({
  id: 'special-method-misshaped',
  title: 'Special method with a shape that Python does not call',
  consequence: 'The operator, `with` block or conversion that calls it raises a TypeError.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [683],
  why: `
Python calls special methods by itself and gives each a fixed number of arguments: \`__exit__\` three of them, whether
something was raised or not. It asks \`__str__\` for a text, \`__len__\` for a number that is not negative, \`__iter__\`
for an iterator, and \`__init__\` for nothing. A method with another shape looks finished and fails at its first use.
`,
  fix: 'Give the method the parameters and the result that Python asks for.',
  exemptions: [
    {
      text: 'Parameters with defaults, `*args`, decorated methods and functions that belong to no class.',
      quiet: py`
        import functools
        import library

        class Box:
            def __exit__(self, *details):
                self.close()

            def __eq__(self, other, strict=False):
                return self is other

            def __get__(self, box, owner=None):
                return 1

            def __pow__(self, other, modulo=None):
                return self

            @library.passes(self=3)
            def __enter__(self, size):
                return self

            def __getitem__(self):
                assert False, 'never called'

            def __setitem__(self, *key_and_value):
                self.last = key_and_value

        def __exit__(kind):
            return kind
      `,
    },
    {
      text: 'Results that fit, that are not known, or that are an error on purpose.',
      quiet: py`
        class Row:
            def __init__(self, name):
                self.name = name
                if not name:
                    return
                return super().__init__(name)

            def __str__(self):
                return self.name

            def __repr__(self):
                raise NotImplementedError

            def __len__(self):
                return 3 if self.name else 0

            def __bool__(self):
                return self.name == 'x'

            def __iter__(self):
                yield self.name

            def __hash__(self):
                return hash(self.name)

            def __eq__(self, other):
                return NotImplemented

            def __index__(self):
                return True

        class Key:
            def __hash__(self):
                return None

        class Plain(str):
            def __repr__(self):
                return self
      `,
    },
  ],
  limits: ['Results are judged where they are written out, not where they come from a call.'],
  bad: [
    py`
      class Lock:
          def __enter__(self):
              return self

          def __exit__(self): #!
              self.close()

          def __eq__(self): #!
              return True

          def __getitem__(self, row, column): #!
              return self.rows[row][column]

          def __init__(self, name):
              self.name = name
              return self #!

          def __str__(self):
              return 3 #!

          def __len__(self):
              return 'many' #!

          def __bool__(self):
              return len(self.rows) #!

          def __iter__(self):
              return [1, 2, self.name] #!

          def __repr__(self): #!
              print(self.name)

          def __hash__(self):
              return (self.name, 1) #!
    `,
  ],
  good: [
    py`
      class Lock:
          def __enter__(self):
              return self

          def __exit__(self, kind, error, trace):
              self.close()

          def __len__(self):
              return len(self.rows)
    `,
  ],
  on: {
    [k.K_CLASS_DEFINITION](definition, checker) {
      const found = checker.facts.classAt(definition)
      for (const method of found?.methods ?? []) {
        if (!/^__\w+__$/.test(method.name) || method.decorators.length > 0) continue
        checkParameters(checker, method)
        checkResult(checker, method)
      }
    },
  },
})

function checkParameters(checker: Checker, method: FunctionFacts): void {
  const wanted = argumentsOfSpecial(method.name)
  if (wanted === undefined) return
  const { parameters } = method
  if (parameters.some(({ kind }) => kind === 'rest')) return
  const positional = parameters.filter(
    ({ kind }) => kind === 'positional' || kind === 'positional-only',
  )
  const isMissing = ({ default: value }: { readonly default: number }) => value === NO_NODE
  const required = positional.filter(isMissing).length - 1
  const needsKeyword = parameters.some((one) => one.kind === 'keyword-only' && isMissing(one))
  const taken = positional.length - 1
  if (required <= wanted && wanted <= taken && !needsKeyword) return
  if (refuses(checker, method)) return
  const plural = wanted === 1 ? 'argument' : 'arguments'
  const given = wanted === 0 ? 'no argument' : `${wanted} ${plural}`
  checker.report({
    node: method.nameNode,
    message: `Python gives \`${method.name}\` ${given} beside \`self\`; this one ${needsKeyword ? 'asks for a keyword' : taken < wanted ? `takes ${Math.max(taken, 0)}` : `asks for ${required}`}.`,
  })
}

/** A method that is never to be called, and says so. */
function refuses({ tree }: Checker, method: FunctionFacts): boolean {
  const body = statementsOf(tree, method.body).filter((one) => !isStringStatement(tree, one))
  return body.every((one) => {
    const kind = tree.kind(one)
    return kind === k.K_RAISE_STATEMENT || kind === k.K_ASSERT_STATEMENT
  })
}

function checkResult(checker: Checker, method: FunctionFacts): void {
  const misfit = resultMisfit(checker, method)
  if (misfit !== undefined) checker.report(misfit)
}
