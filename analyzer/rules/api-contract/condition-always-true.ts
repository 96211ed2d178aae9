import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import {
  F_ARGUMENT,
  F_CONDITION,
  F_LEFT,
  F_OPERATOR,
  F_RIGHT,
  K_ATTRIBUTE,
  K_BOOLEAN_OPERATOR,
  K_COMPARISON_OPERATOR,
  K_ELIF_CLAUSE,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_LAMBDA,
  K_NOT_OPERATOR,
  K_TUPLE,
  K_WHILE_STATEMENT,
  T_OR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { namedMethod } from './matching/uncalled-methods.ts'

export default defineRule({
  id: 'condition-always-true',
  title: 'Condition that holds whatever happens',
  consequence: 'The other branch is never taken: what it was to refuse or to handle passes.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [571],
  why: `
\`kind == "a" or "b"\` reads as a question for two values. Python reads \`(kind == "a") or "b"\`, and a text that is not
empty is true. A method without its brackets is an object and true as well: \`if user.is_active:\` never says no where
\`is_active\` is a method.
`,
  fix: 'Write `kind in ("a", "b")`; call the method.',
  exemptions: [
    {
      text: 'Values, properties, and attributes that may also be empty.',
      quiet: py`
        class Job:
            hook = None

            @property
            def is_done(self):
                return self.count == 0

            def notify(self):
                return 1

            def run(self, kind, name):
                label = kind == "a" or "b"
                if self.is_done or self.hook:
                    return name or "x"
                if kind == "a" or kind == "b":
                    return label
                if self.notify():
                    return 2
                while True:
                    return 3

        class Silent(Job):
            notify = None

        def start(job: Job, given):
            if job.notify or job.is_done or given.notify:
                return job.notify()

        def choose(callback=None):
            if callback:
                callback()
      `,
    },
  ],
  limits: [
    'Methods of objects are known where their class is certain: by an annotation or a constructor.',
  ],
  bad: [
    py`
      class Account:
          def is_active(self):
              return self.state == "active"

          def pay(self, amount, kind):
              if kind == "card" or "cash": #!
                  amount += 1
              if not self.is_active: #!
                  raise PermissionError(kind)
              if (amount > 0, "no amount"): #!
                  self.book(amount)
              elif kind != "a" and self.is_active: #!
                  self.close()

      def is_open(day):
          return day < 5

      def enter(day, account: Account):
          if is_open: #!
              return day
          other = Account()
          if account.is_active and not other.is_active: #!2
              return other
    `,
  ],
  good: [
    py`
      class Account:
          def is_active(self):
              return self.state == "active"

          def pay(self, amount, kind):
              if kind in ("card", "cash"):
                  amount += 1
              if not self.is_active():
                  raise PermissionError(kind)
    `,
  ],
  on: {
    [K_IF_STATEMENT]: check,
    [K_ELIF_CLAUSE]: check,
    [K_WHILE_STATEMENT]: check,
  },
})

function check(statement: Node, checker: Checker): void {
  const condition = checker.tree.child(statement, F_CONDITION)
  if (condition !== NO_NODE) look(checker, condition)
}

/** Reports the parts of a condition that are always true. */
function look(checker: Checker, part: Node): void {
  const { tree } = checker
  const node = withoutParentheses(tree, part)
  const tell = (why: string) =>
    checker.report({ node, message: `\`${inOneLine(tree.text(node), 50)}\` ${why}` })
  switch (tree.kind(node)) {
    case K_NOT_OPERATOR:
      look(checker, tree.child(node, F_ARGUMENT))
      return
    case K_BOOLEAN_OPERATOR: {
      const [left, right] = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)]
      if (tree.kind(tree.child(node, F_OPERATOR)) === T_OR && isStrayValue(checker, left, right)) {
        tell('is always true: the right side is a value, not a comparison.')
        return
      }
      look(checker, left)
      look(checker, right)
      return
    }
    case K_TUPLE:
      if (tree.namedChildren(node).length > 0) tell('is a tuple, which is always true.')
      return
    case K_LAMBDA:
      tell('is a function that nobody calls, which is always true.')
      return
    case K_IDENTIFIER:
    case K_ATTRIBUTE:
      if (isUncalled(checker, node))
        tell('is a function that nobody calls here, which is always true.')
  }
}

/** `kind == 'a' or 'b'`. */
function isStrayValue({ tree }: Checker, left: Node, right: Node): boolean {
  const value = constantValue(tree, withoutParentheses(tree, right))
  if (value === undefined || value === null || typeof value === 'boolean' || !value) return false
  const before = withoutParentheses(tree, left)
  const last =
    tree.kind(before) === K_BOOLEAN_OPERATOR
      ? withoutParentheses(tree, tree.child(before, F_RIGHT))
      : before
  const isChain = constantValue(tree, last) !== undefined
  return tree.kind(last) === K_COMPARISON_OPERATOR || isChain
}

/** A function of the file, or a method of the class around, that is nothing else anywhere. */
function isUncalled(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(node) === K_IDENTIFIER) {
    const binding = facts.resolve(node)
    if (binding?.kind !== 'function' || binding.definitionCount !== 1) return false
    const [only] = binding.definitions
    const made = only && facts.functionAt(tree.parent(only.node))
    return made !== undefined && made.decorators.length === 0 && isPlain(checker, made.node)
  }
  const method = receiverAttribute(facts, node)
  const found = method?.class.methods.filter(({ name }) => name === method.name) ?? []
  const [only] = found
  if (method === undefined) return namedMethod(checker, node) !== undefined
  if (only === undefined || found.length > 1) return false
  if (only.decorators.length > 0) return false
  // `notify = None` in a class of the file, `self.notify = None` somewhere.
  return !Array.from(facts.identifiersNamed(method.name)).some(
    (one) => facts.isWrite(one) && tree.parent(one) !== only.node,
  )
}

/** Not one of two versions of which a condition chooses. */
function isPlain({ tree }: Checker, definition: Node): boolean {
  return tree.ancestor(definition, K_IF_STATEMENT) === NO_NODE
}
