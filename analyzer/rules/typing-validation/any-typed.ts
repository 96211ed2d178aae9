import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { typeText } from '../../facts/type-text.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_CALL,
  K_MODULE,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Names of parameters that hold whatever a caller or a protocol gives. */
const OPEN_NAME =
  /^(?:value|val|v|data|obj|object|item|other|default|payload|result|ret|x|a|b|key|element|args?|kwargs?|extra|context|ctx|instance|_.*|.*(?:_value|_data|_default|_result|_obj))$/

export default defineRule({
  id: 'any-typed',
  title: 'Parameter or result of type Any',
  consequence: 'Type checking ends here: a wrong argument is found by users instead of by a tool.',
  effortHours: { low: 0.1, high: 0.5 },
  confidence: 'medium',
  why: `
\`Any\` switches type checking off for everything that the value touches. The body uses certain methods of the
value, so that its type is known to whoever wrote it, but neither readers nor tools are told.
`,
  fix: `
Name the type that is meant. If several fit, name what they have in common: a \`Protocol\` with the methods that
are used, a base class, or a type variable. \`object\` is right for a value of which nothing is used.
`,
  exemptions: [
    {
      text: 'A value that is only handed on, compared or printed.',
      quiet: py`
        from typing import Any

        def show(value: Any, target: Any) -> str:
            if value is target:
                return "same"
            return repr(value)

        def store(rows, thing: Any) -> None:
            rows.append(thing)
      `,
    },
    {
      text: 'Special methods and overrides, whose types another class sets.',
      quiet: py`
        from typing import Any

        class Base:
            def load(self, source: Any) -> str:
                raise NotImplementedError

        class Row(Base):
            def __eq__(self, other: Any) -> bool:
                return self.key == other.key

            def __getattr__(self, name: str) -> Any:
                return self.row[name]

            def load(self, source: Any) -> str:
                return source.read()
      `,
    },
    {
      text: 'A value whose type is asked for at run time, and the arguments of a wrapper.',
      quiet: py`
        from typing import Any

        def encode(thing: Any) -> str:
            if isinstance(thing, bytes):
                return thing.decode()
            if hasattr(thing, "name"):
                return thing.name
            return str(thing)

        def call(function, *args: Any, **kwargs: Any) -> object:
            return function(*args, **kwargs.copy())
      `,
    },
    {
      text: 'A precise type that holds `Any` within it, and `object`.',
      quiet: py`
        from typing import Any

        def merge(left: dict[str, Any], right: object) -> list[Any]:
            return left.items()
      `,
    },
  ],
  limits: ['`Any` in attributes, variables and aliases is not looked at.'],
  bad: [
    py`
      from typing import Any

      def configure(app: Any, factory: str) -> None: #!
          app.state.factory = factory
    `,
    py`
      import typing as t
      from typing import Any, Optional

      class Worker:
          def __init__(self, session_factory: t.Any, queue: Optional[Any] = None): #!2
              self.session_factory = session_factory
              self.queue = queue

          async def run(self, client: Any) -> None: #!
              row = await client.fetch("a")
              self.queue.put(row)

      def commit(session: "Any") -> None: #!
          session.commit()
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI

      def configure(app: FastAPI, factory: str) -> None:
          app.state.factory = factory
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      if (checker.facts.identifiersNamed('Any').length === 0 && !mentionsAny(checker)) return
      for (const owner of checker.facts.functions) {
        if (owner.isLambda || isBound(checker, owner)) continue
        for (const parameter of owner.parameters) {
          if (parameter.kind === 'rest' || parameter.kind === 'keywords') continue
          if (!isAny(checker, parameter) || !isOfOneKind(checker, owner, parameter)) continue
          checker.report({
            node: parameter.node,
            severity: 'low',
            message: `\`${parameter.name}\` is used as something certain, but its type is \`Any\`.`,
          })
        }
      }
    },
  },
})

const ANY = /^["']?(?:\w+\.)?(?:Optional\[)?(?:\w+\.)?Any\]?(?:\s*\|\s*None)?["']?$/

function mentionsAny({ tree }: Checker): boolean {
  return /["']Any["']/.test(tree.source)
}

function isAny({ tree }: Checker, { annotation }: Parameter): boolean {
  return annotation !== NO_NODE && ANY.test(typeText(tree, annotation))
}

/** Types that are not the function's to choose. */
function isBound(checker: Checker, owner: FunctionFacts): boolean {
  const { class: around, name } = owner
  if (/^__\w+__$/.test(name) && name !== '__init__' && name !== '__call__') return true
  if (owner.decorators.some((one) => /validator|overload|override/.test(checker.tree.spelled(one))))
    return true
  return around !== undefined && name !== '__init__' && around.bases.length > 0
}

/** True when attributes of the value are used, or its name says what it is, and nothing asks for its type. */
function isOfOneKind(checker: Checker, owner: FunctionFacts, parameter: Parameter): boolean {
  const { tree, facts } = checker
  const binding = facts.resolve(parameter.nameNode)
  if (binding === undefined || OPEN_NAME.test(parameter.name)) return false
  const used = new Set<string>()
  for (const reference of binding.references) {
    if (!tree.contains(owner.node, reference)) continue
    const parent = tree.parent(reference)
    if (isAsked(checker, reference)) return false
    if (tree.kind(parent) === K_ATTRIBUTE && tree.child(parent, F_OBJECT) === reference) {
      used.add(tree.text(tree.child(parent, F_ATTRIBUTE)))
    } else if (tree.kind(parent) === K_SUBSCRIPT && tree.firstChild(parent) === reference) {
      return false
    }
  }
  return used.size > 0 || ROLE.test(parameter.name)
}

/** Names that stand for one thing in every program. */
const ROLE =
  /^(?:app|db|session|.*_session|session_factory|sessionmaker|.*_factory|engine|client|.*_client|redis|.*_redis|logger|request|response|settings|config|conn|connection|.*_connection|queue|.*_queue|publisher|broker|repository|.*_repo|.*_service)$/

function isAsked({ tree, facts }: Checker, reference: Node): boolean {
  const call = tree.parent(tree.parent(reference))
  if (call === NO_NODE || tree.kind(call) !== K_CALL) return false
  return /^builtins\.(?:isinstance|issubclass|hasattr|getattr|callable|type)$/.test(
    facts.calleeName(call) ?? '',
  )
}
