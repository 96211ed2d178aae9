import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { expressionOf, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Annotations that a tuple fits. */
const FITS = /tuple|sequence|iterable|collection|container|\bany\b|\bobject\b|classvar|[a-z]+s\b$/i

export default defineRule({
  id: 'tuple-by-comma',
  title: 'Comma that makes a tuple of a value',
  consequence: 'The value is a tuple of one: it compares, prints and computes as nobody expects.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A comma behind the value of an assignment makes a tuple with one item. It stays behind when the line was a keyword
argument or an entry of a dict before. Everything that reads the name gets \`(value,)\`.
`,
  fix: 'Take the comma away. Where a tuple is meant, write it with brackets.',
  exemptions: [
    {
      text: 'Tuples on purpose: taken apart, joined or gone through later, or in brackets.',
      quiet: py`
        class Meta:
            fields = 'name',
            ordering = ('name',)

        def run(name, rest):
            args = name,
            args += rest
            first, = rest
            print('%s' % args)
            for one in args:
                print(one)
            return name,

        class Job:
            def __init__(self, name, size):
                self.args = name,
                self.size = size
      `,
    },
    {
      text: 'A declared tuple.',
      quiet: py`
        names: tuple[str, ...] = 'a',
      `,
    },
  ],
  limits: ['A name that is only handed on is not told: it may be meant as a tuple.'],
  bad: [
    py`
      class Job:
          def __init__(self, name, size, helper):
              self.name = name, #!
              self.size = size
              self.root = helper, #!

      LIMIT: int = 5, #!

      def label(text):
          word = text.strip(), #!
          return word.upper()

      def next_size(size):
          total = size * 2, #!
          return total + 1
    `,
    py`
      from django.db import models

      class Order(models.Model):
          name = models.CharField(max_length=20), #!
          size = models.IntegerField()
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
      const value = tree.child(assignment, k.F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== k.K_EXPRESSION_LIST) return
      const [item, more] = statementsOf(tree, value)
      if (item === undefined || more !== undefined || tree.kind(item) === k.K_LIST_SPLAT) return
      const target = tree.child(assignment, k.F_LEFT)
      const reason = reasonOf(checker, assignment, target, item)
      if (reason === undefined) return
      checker.report({
        node: value,
        message: `The comma makes \`${inOneLine(tree.text(target), 40)}\` a tuple with one item; ${reason}.`,
      })
    },
  },
})

/** What tells that no tuple is meant; undefined where one may be. */
function reasonOf(
  checker: Checker,
  assignment: Node,
  target: Node,
  item: Node,
): string | undefined {
  const { tree, facts } = checker
  const annotation = tree.child(assignment, k.F_TYPE)
  if (annotation !== NO_NODE) {
    const text = tree.text(annotation)
    return FITS.test(text) ? undefined : `it is declared as \`${inOneLine(text, 30)}\``
  }
  const owner = facts.enclosingFunction(assignment)
  if (owner === undefined) {
    const isField = facts.enclosingClass(assignment) !== undefined && isFieldCall(checker, item)
    if (isField) return 'the field is not declared'
  } else if (isTakenOver(checker, owner, target, item)) {
    return `its neighbours take over parameters as they are`
  }
  return tree.kind(target) === k.K_IDENTIFIER ? useAgainst(checker, target) : undefined
}

function isFieldCall({ tree, facts }: Checker, item: Node): boolean {
  if (tree.kind(item) !== k.K_CALL) return false
  return /^(?:django\.db\.models\.\w*(?:Field|Key|Manager)|sqlalchemy(?:\.orm)?\.(?:Column|mapped_column|relationship)|django\.forms\.\w+Field|rest_framework\.serializers\.\w+Field|wtforms\.\w+Field)$/.test(
    facts.calleeName(item) ?? '',
  )
}

/** `self.name = name,` beside `self.size = size`. */
function isTakenOver(checker: Checker, owner: FunctionFacts, target: Node, item: Node): boolean {
  const { tree, facts } = checker
  if (owner.name !== '__init__' || !isParameter(item)) return false
  const attribute = receiverAttribute(facts, target)
  // A name in the plural may be meant as a tuple.
  if (attribute === undefined || /s$|arg|tuple|pair|key|shape/i.test(attribute.name)) return false
  return statementsOf(tree, owner.body).some((statement) => {
    const other = expressionOf(tree, statement)
    if (other === NO_NODE || tree.kind(other) !== k.K_ASSIGNMENT) return false
    const value = tree.child(other, k.F_RIGHT)
    return value !== NO_NODE && isSameName(checker, tree.child(other, k.F_LEFT), value)
  })

  function isSameName({ tree }: Checker, left: Node, right: Node): boolean {
    const attribute = receiverAttribute(facts, left)
    if (attribute === undefined || tree.kind(right) !== k.K_IDENTIFIER) return false
    return attribute.name.replace(/^_+/, '') === tree.text(right) && isParameter(right)
  }

  function isParameter(node: Node): boolean {
    const isName = tree.kind(node) === k.K_IDENTIFIER
    return isName && owner.parameters.some(({ name }) => name === tree.text(node))
  }
}

/** A use of a name with one value that no tuple takes. */
function useAgainst({ tree, facts }: Checker, target: Node): string | undefined {
  const binding = facts.resolve(target)
  if (binding === undefined || binding.definitionCount !== 1) return undefined
  for (const read of binding.references) {
    const parent = tree.parent(read)
    const shown = () =>
      `\`${inOneLine(tree.text(parent), 40)}\` in line ${tree.line(parent)} asks for the value`
    switch (tree.kind(parent)) {
      case k.K_ATTRIBUTE: {
        const name = tree.text(tree.child(parent, k.F_ATTRIBUTE))
        if (tree.child(parent, k.F_OBJECT) === read && !/^(?:count|index|__\w+__)$/.test(name))
          return shown()
        break
      }
      case k.K_CALL:
        if (tree.child(parent, k.F_FUNCTION) === read) return shown()
        break
      case k.K_BINARY_OPERATOR: {
        const operator = tree.kind(tree.child(parent, k.F_OPERATOR))
        const [left, right] = [tree.child(parent, k.F_LEFT), tree.child(parent, k.F_RIGHT)]
        const other = left === read ? right : left
        const kind = other === NO_NODE ? -1 : tree.kind(other)
        if (operator === k.T_PERCENT || operator === k.T_STAR) break
        if (kind === k.K_INTEGER || kind === k.K_FLOAT || kind === k.K_STRING) return shown()
        break
      }
    }
  }
  return undefined
}
