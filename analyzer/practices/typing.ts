// Practices about types and what is written down for readers.
import type { FunctionFacts } from '../facts/functions.ts'
import { keywordArgument } from '../matching/calls.ts'
import { K_CLASS_DEFINITION, K_MODULE } from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { definePractice, type ObserveNode, share, verb } from './define.ts'

/** Functions that others are meant to call. */
function isPublic(one: FunctionFacts): boolean {
  if (one.isLambda || one.enclosing !== undefined || one.name.startsWith('_')) return false
  return one.class === undefined || !one.class.name.startsWith('_')
}

export const annotated = definePractice({
  id: 'public-functions-annotated',
  title: 'Public functions with types',
  category: 'typing-validation',
  sentence: (counted) =>
    `${share(counted, 'public function')} ${verb(counted, 'says', 'say')} the types of all parameters and of the result.`,
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
  id: 'public-functions-documented',
  title: 'Public functions with docstrings',
  category: 'maintainability',
  sentence: (counted) =>
    `${share(counted, 'public function')} ${verb(counted, 'has', 'have')} a docstring.`,
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
  id: 'enums-for-states',
  title: 'States named by enums',
  category: 'typing-validation',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'enum names' : 'enums name'} the states and kinds of the domain.`,
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
  id: 'value-classes-frozen',
  title: 'Value classes that cannot change',
  category: 'typing-validation',
  sentence: (counted) =>
    `${share(counted, 'dataclass', 'dataclasses')} ${verb(counted, 'is', 'are')} frozen.`,
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
  id: 'fields-bounded',
  title: 'Request fields with bounds',
  category: 'typing-validation',
  sentence: ({ count }) =>
    `${count} request ${count === 1 ? 'field states' : 'fields state'} the range, length or form that it accepts.`,
  calls: {
    'pydantic.Field': observeBounds,
    'fastapi.Query': observeBounds,
    'fastapi.Path': observeBounds,
    'fastapi.Body': observeBounds,
  },
})
