import type { Checker } from '../../engine/checker.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Definition } from '../../facts/scopes.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isSameCode } from './matching/same-code.ts'

export default defineRule({
  id: 'self-assignment',
  title: 'Name that is given its own value',
  consequence: 'The assignment does nothing: what was to be taken over is not.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [563],
  why: `
\`name = name\` changes nothing, and \`self.name = self.name\` in a constructor that has a parameter \`name\` does not
take it over: the attribute is not there yet, and the line fails. One of the two sides was to be another name.
`,
  fix: 'Write the side that was meant, or delete the line.',
  exemptions: [
    {
      text: 'Names of a class body or module, which take over what stands outside, and properties.',
      quiet: py`
        import os

        os = os

        def build(limit, box):
            class Job:
                limit = limit

            box.limit = box.limit
            return Job

        class Row:
            kinds = []

            def __init__(self, size):
                self.kinds = self.kinds
                self.size = size

            def touch(self):
                self.size = self.size
                self.kinds = self.kinds or [self.size]
      `,
    },
    {
      text: 'A branch that says that the value stays, where another one changes it.',
      quiet: py`
        def read(other):
            if hasattr(other, 'value'):
                other = other.value
            elif other:
                other = other
            else:
                return None
            return other
      `,
    },
    {
      text: 'A default that binds a loop variable, and swapped names.',
      quiet: py`
        def build(names, first, second):
            calls = [lambda name=name: name for name in names]
            first, second = second, first
            return calls, dict(first=first, second=second)
      `,
    },
  ],
  limits: ['Attributes are told in constructors only: elsewhere a property may stand behind them.'],
  bad: [
    py`
      class Job:
          def __init__(self, name, size):
              self.name = self.name #! high
              self.size = size

      def run(path, limit=None):
          path = path #!
          if limit is None:
              limit = limit #!
          return path, limit
    `,
  ],
  good: [
    py`
      class Job:
          def __init__(self, name, size):
              self.name = name
              self.size = size
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree } = checker
      const target = tree.child(assignment, k.F_LEFT)
      const value = tree.child(assignment, k.F_RIGHT)
      if (target === NO_NODE || value === NO_NODE || !isSameCode(tree, target, value)) return
      if (tree.child(assignment, k.F_TYPE) !== NO_NODE) return
      const shown = inOneLine(tree.text(target), 40)
      if (isOwnLocal(checker, target, value)) {
        checker.report({
          node: assignment,
          message: `\`${shown}\` is given the value that it has.`,
        })
      } else if (isLostParameter(checker, target)) {
        checker.report({
          node: assignment,
          severity: 'high',
          message: `\`${shown}\` is not there yet: the parameter of that name was to be taken over.`,
        })
      }
    },
  },
})

function isOwnLocal(checker: Checker, target: Node, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(target) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(target)
  return (
    binding !== undefined &&
    !isSaidInBranch(target, binding.definitions) &&
    binding === facts.resolve(value) &&
    binding.scope?.kind === 'function' &&
    facts.reach(target) === 'local'
  )

  /** Another branch of the same `if` gives the name a value. */
  function isSaidInBranch(node: Node, definitions: readonly Definition[]): boolean {
    const chain = choiceAround(checker, node)
    return (
      chain !== NO_NODE &&
      definitions.some((one) => one.node !== node && tree.contains(chain, one.node))
    )
  }
}

/** The `if`, `match` or `try` of which the branch is one. */
function choiceAround({ tree }: Checker, node: Node): Node {
  return tree.ancestor(node, k.K_IF_STATEMENT, k.K_TRY_STATEMENT, k.K_MATCH_STATEMENT)
}

/** `self.name = self.name` in a constructor with a parameter `name`, where nothing else gives it. */
function isLostParameter(checker: Checker, target: Node): boolean {
  const { facts, project, tree } = checker
  const attribute = receiverAttribute(facts, target)
  const owner = facts.enclosingFunction(target)
  if (attribute === undefined || owner?.name !== '__init__' || owner.class !== attribute.class)
    return false
  const { name } = attribute
  if (!owner.parameters.some((one) => one.name === name)) return false
  const own = project.index.class(checker.path, attribute.class.symbol)
  if (own === undefined) return false
  const hasIt = project.index.hierarchy.order(own).some((one) => {
    if (typeof one === 'string') return one !== 'builtins.object'
    if (one.methods.has(name) || one.summary.attributes.some((known) => known.name === name))
      return true
    return one !== own && one.attributes.has(name)
  })
  // Given before, in the same constructor or by a call in it.
  const before = Array.from(facts.identifiersNamed(name)).some((one) => {
    const parent = tree.parent(one)
    return one < target && tree.contains(owner.node, one) && facts.isWrite(parent)
  })
  return !hasIt && !before
}
