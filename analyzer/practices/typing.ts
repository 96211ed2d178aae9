// Practices about types and what is written down for readers.
import type { FunctionFacts } from '../facts/functions.ts'
import { keywordArgument } from '../matching/calls/calls.ts'
import { K_CLASS_DEFINITION, K_MODULE } from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { definePractice, type ObserveNode } from './define.ts'
import * as words from './words/typing.ts'

/** Functions that others are meant to call. */
function isPublic(one: FunctionFacts): boolean {
  if (one.isLambda || one.enclosing !== undefined || one.name.startsWith('_')) return false
  return one.class === undefined || !one.class.name.startsWith('_')
}

export const annotated = definePractice({
  ...words.annotated,
  on: {
    [K_MODULE](_, checker, observer) {
      for (const one of checker.facts.functions) {
        if (!isPublic(one)) continue
        const own = one.class === undefined ? one.parameters : one.parameters.slice(1)
        const isTyped =
          one.returns !== NO_NODE && own.every(({ annotation }) => annotation !== NO_NODE)
        if (isTyped) observer.follows(one.node)
        else observer.departs(one.node)
      }
    },
  },
})

export const documented = definePractice({
  ...words.documented,
  on: {
    [K_MODULE](_, checker, observer) {
      for (const one of checker.facts.functions) {
        if (!isPublic(one)) continue
        if (one.docstring === NO_NODE) observer.departs(one.node)
        else observer.follows(one.node)
      }
    },
  },
})

export const enums = definePractice({
  ...words.enums,
  on: {
    [K_CLASS_DEFINITION](node, checker, observer) {
      const bases = checker.facts.classAt(node)?.bases ?? []
      const isEnum = bases.some((base) =>
        /^enum\.(?:Str|Int)?(?:Enum|Flag)$|^django\.db\.models\.\w*Choices$/.test(
          checker.facts.qualifiedName(base) ?? '',
        ),
      )
      if (isEnum) observer.follows(node)
    },
  },
})

export const frozen = definePractice({
  ...words.frozen,
  on: {
    [K_CLASS_DEFINITION](node, checker, observer) {
      const { tree, facts } = checker
      for (const decorator of facts.classAt(node)?.decorators ?? []) {
        const callee = facts.callee(decorator)
        const name = facts.qualifiedName(callee === NO_NODE ? decorator : callee)
        if (name !== 'dataclasses.dataclass') continue
        const value = callee === NO_NODE ? NO_NODE : keywordArgument(tree, decorator, 'frozen')
        if (value !== NO_NODE && tree.text(value) === 'True') observer.follows(node)
        else observer.departs(node)
      }
    },
  },
})

const BOUNDS = [
  'ge',
  'gt',
  'le',
  'lt',
  'min_length',
  'max_length',
  'pattern',
  'regex',
  'multiple_of',
]

const observeBounds: ObserveNode = (call, { tree }, observer) => {
  const isBounded = BOUNDS.some((name) => keywordArgument(tree, call, name) !== NO_NODE)
  if (isBounded) observer.follows(call)
}

export const validated = definePractice({
  ...words.validated,
  calls: {
    'pydantic.Field': observeBounds,
    'fastapi.Query': observeBounds,
    'fastapi.Path': observeBounds,
    'fastapi.Body': observeBounds,
  },
})
