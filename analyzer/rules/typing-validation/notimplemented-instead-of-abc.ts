import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isStringStatement, statementsOf } from '../../matching/statements/statements.ts'
import { K_CLASS_DEFINITION, K_COMMENT, K_RAISE_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'notimplemented-instead-of-abc',
  title: 'Method that must be overridden, which nothing enforces',
  consequence:
    'A forgotten method shows when it is called, in production, instead of when the object is made.',
  effortHours: { low: 0.25, high: 1 },
  picky: true,
  why: `
The base class says by \`raise NotImplementedError\` that its children have to write the method. Nothing checks
it: a class without the method can be made and used until somebody calls it. An abstract method is checked when
an object is made, and by type checkers before that.
`,
  fix: `
Derive from \`ABC\` and mark the method with \`@abstractmethod\`; its body is \`...\`.
`,
  exemptions: [
    {
      text: 'A class that is abstract already, or a protocol.',
      quiet: py`
        from abc import ABC, abstractmethod
        from typing import Protocol

        class Store(ABC):
            @abstractmethod
            def load(self, key):
                raise NotImplementedError

            def save(self, row):
                raise NotImplementedError

        class Reader(Protocol):
            def read(self):
                raise NotImplementedError
      `,
    },
    {
      text: 'A method that some objects do not support.',
      quiet: py`
        class Stream:
            def seek(self, offset):
                if offset < 0:
                    raise NotImplementedError("backwards")
                return offset

            def tell(self):
                raise NotImplementedError("this stream has no position")
      `,
    },
    {
      text: 'A child that takes a method back.',
      quiet: py`
        class Base:
            def run(self):
                return 1

        class Child(Base):
            def run(self):
                raise NotImplementedError
      `,
    },
  ],
  limits: ['Whether all children write the method is not looked at.'],
  bad: [
    py`
      class Extension:
          def run(self, job): #!
              raise NotImplementedError
    `,
    py`
      from pydantic import BaseModel

      class Handler(BaseModel):
          def handle(self, event): #!
              """Handles an event."""
              raise NotImplementedError()

          async def close(self): #!
              raise NotImplementedError

          @property
          def name(self): #!
              raise NotImplementedError("Subclasses must define a name.")
    `,
  ],
  good: [
    py`
      from abc import ABC, abstractmethod

      class Extension(ABC):
          @abstractmethod
          def run(self, job): ...
    `,
  ],
  roles: ['source'],
  on: {
    [K_CLASS_DEFINITION](node, checker) {
      const own = checker.facts.classAt(node)
      if (own === undefined || isAbstract(checker, own)) return
      for (const method of own.methods) {
        if (method.nameNode === NO_NODE) continue
        if (!method.decorators.every((one) => KINDS.test(`@${checker.tree.text(one)}`))) continue
        if (!isMissing(checker, method) || isInherited(checker, own, method)) continue
        checker.report({
          node: method.nameNode,
          message: `\`${method.symbol}\` has to be overridden, but \`${own.name}\` is no abstract class: nothing notices that it was forgotten.`,
        })
      }
    },
  },
})

function isAbstract({ facts, tree }: Checker, own: ClassFacts): boolean {
  if (/metaclass\s*=\s*(?:\w+\.)?ABCMeta/.test(tree.text(own.node).split('\n')[0] ?? ''))
    return true
  return own.bases.some((value) =>
    /(?:^|\.)(?:ABC|ABCMeta|Protocol|Interface|\w*ABC)$/.test(
      facts.qualifiedName(value) ?? tree.text(value),
    ),
  )
}

/** A text that tells subclasses what to do; others say that something cannot be had. */
const ASKING =
  /^raise NotImplementedError\(\s*[rbuf]*["'][^"']*(?:sub-?class|child class|derived|inherit|overrid|overwrit|must (?:be implemented|implement|define|provide))/i

const KINDS = /^@(?:property|classmethod|staticmethod|(?:functools\.)?cached_property)$/

/** True when the body does nothing but raise a bare `NotImplementedError`. */
function isMissing({ tree }: Checker, method: FunctionFacts): boolean {
  if (method.body === NO_NODE) return false
  const statements = statementsOf(tree, method.body).filter(
    (one) => tree.kind(one) !== K_COMMENT && !isStringStatement(tree, one),
  )
  const [only, more] = statements
  if (only === undefined || more !== undefined || tree.kind(only) !== K_RAISE_STATEMENT)
    return false
  const text = tree.text(only)
  return /^raise NotImplementedError(?:\(\s*\))?$/.test(text) || ASKING.test(text)
}

/** True when a base of the project has the method: the child takes it back. */
function isInherited(checker: Checker, own: ClassFacts, method: FunctionFacts): boolean {
  const { index } = checker.project
  const known = index.class(checker.path, own.symbol)
  if (known === undefined) return false
  return index.hierarchy
    .order(known)
    .some((one) => typeof one !== 'string' && one !== known && one.methods.has(method.name))
}
