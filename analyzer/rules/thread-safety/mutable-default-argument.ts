import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { typeText } from '../../facts/type-text.ts'
import { OUTER_VALUE } from '../../flow/def-use.ts'
import { defaultInBody } from '../../matching/edits/default-edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { type Usage, usageOf } from '../../matching/shared-state/mutation.ts'
import { conditionOf, operandsOf } from '../../matching/statements/branches.ts'
import {
  F_CONSEQUENCE,
  F_LEFT,
  K_ASSIGNMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_MODULE,
  K_SET,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const DISPLAYS: ReadonlyMap<number, string> = new Map([
  [K_LIST, 'list'],
  [K_LIST_COMPREHENSION, 'list'],
  [K_DICTIONARY, 'dict'],
  [K_DICTIONARY_COMPREHENSION, 'dict'],
  [K_SET, 'set'],
  [K_SET_COMPREHENSION, 'set'],
])

const CONSTRUCTORS: ReadonlyMap<string, string> = new Map([
  ['builtins.list', 'list'],
  ['builtins.dict', 'dict'],
  ['builtins.set', 'set'],
  ['builtins.bytearray', 'bytearray'],
  ['collections.deque', 'deque'],
  ['collections.defaultdict', 'defaultdict'],
  ['collections.OrderedDict', 'OrderedDict'],
  ['collections.Counter', 'Counter'],
  ['collections.ChainMap', 'ChainMap'],
  ['array.array', 'array'],
])

/** Annotations that promise not to change the argument. */
const READ_ONLY_TYPE =
  /^(?:[\w.]+\.)?(?:Sequence|Mapping|Iterable|Collection|AbstractSet|Container|Sized|Iterator|Reversible|FrozenSet|frozenset|Tuple|tuple|Final)\b/

/** Names that say that the calls are meant to share the object. */
const SHARED_NAME = /^_|cache|memo|registry|singleton/i

export default defineRule({
  id: 'mutable-default-argument',
  title: 'Mutable default argument',
  consequence:
    'Calls that have nothing to do with each other share one object, so data of one leaks into the next.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
A default is made once, when the \`def\` runs, and is the same object in every call and every thread. What
one call appends, the next one finds.

| call | \`collect(item, found=[])\` returns |
|---|---|
| \`collect("a")\` | \`["a"]\` |
| \`collect("b")\` | \`["a", "b"]\`, and the first caller's list has changed too |

Where the default is only read, nothing goes wrong yet: such places are reported with low severity,
because the next change of the function may be the one that writes to it.
`,
  fix: `
Use \`None\` as the default and make the object in the body (\`if found is None: found = []\`), or an
immutable default: \`()\`, \`frozenset()\`, \`MappingProxyType({})\`.
`,
  exemptions: [
    {
      text: 'An immutable default, or `None` with the object made in the body.',
      quiet: py`
        def collect(item, found=None, skip=(), names=frozenset(), prefix=""):
            if found is None:
                found = []
            found.append(item)
            return found
      `,
    },
    {
      text: 'A parameter whose name says that calls share it: a cache, a memo, a leading underscore.',
      quiet: py`
        def fibonacci(n, _known={}, cache=dict()):
            if n not in _known:
                _known[n] = n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
            cache[n] = _known[n]
            return _known[n]
      `,
    },
    {
      text: 'A parameter annotated with a read-only type that is only read.',
      quiet: py`
        from collections.abc import Mapping, Sequence

        def render(rows: Sequence[str] = [], names: Mapping[str, str] = {}):
            return [names.get(row, row) for row in rows]
      `,
    },
  ],
  limits: [
    'Objects of other mutable classes made in a default are reported by call-in-default-argument.',
    'Whether an unknown function changes what it is given is not known: such places have medium confidence.',
  ],
  bad: [
    py`
      def collect(item, found=[]): #!
          found.append(item)
          return found
    `,
    py`
      from collections import defaultdict

      class Report:
          def __init__(self, rows=[], index: dict[str, int] = {}, *, counts=defaultdict(int)): #!3
              """Takes rows."""
              self.rows = rows
              self.index = dict(index)
              counts["made"] += 1

          def extend(self, options={}, flags=set()): #!2
              options |= {"deep": True}
              send(flags)
    `,
    py`
      merge = lambda key, into={}: into.setdefault(key, 0) #!

      def clean(rows=[1, 2], other=[]): #!2
          rows = rows or [3]
          rows.append(4)
          other = other or []
          other.append(4)
          return rows

      ROWS = []

      def common(rows=ROWS): #!
          rows.append(1)

      def shown(rows=ROWS):
          return len(rows)

      def late(rows=[]): #!
          if rows is None:
              return 1
          del rows[0]
    `,
  ],
  good: [
    py`
      def collect(item, found=None):
          if found is None:
              found = []
          found.append(item)
          return found
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const definition of checker.facts.functions) {
        for (const parameter of definition.parameters)
          checkParameter(checker, definition, parameter)
      }
    },
  },
})

/** How bad each usage is, and how sure that is; the worst one decides. */
const GRADES = {
  changes: { rank: 4, severity: 'high', confidence: 'high' },
  stores: { rank: 3, severity: 'high', confidence: 'high' },
  returns: { rank: 2, severity: 'medium', confidence: 'medium' },
  'hands on': { rank: 1, severity: 'low', confidence: 'medium' },
  reads: { rank: 0, severity: 'low', confidence: 'high' },
} as const

const OUTCOMES: Readonly<Record<Usage, string>> = {
  changes: 'what one call changes in it, the next one finds',
  stores: 'it is stored, so all objects that were made without it share it',
  returns: 'it is given to the caller, who may change it for all later calls',
  'hands on': 'it is handed on, and what is changed there stays for all later calls',
  reads: 'nothing changes it yet, the first change will show in every later call',
}

function checkParameter(checker: Checker, definition: FunctionFacts, parameter: Parameter): void {
  const { tree } = checker
  if (parameter.default === NO_NODE || SHARED_NAME.test(parameter.name)) return
  // `def f(rows=ROWS)`: the table of the module is what one call changes for all.
  const isTable =
    tree.kind(parameter.default) === K_IDENTIFIER &&
    checker.facts.resolve(parameter.default)?.scope?.kind === 'module'
  const made = isTable ? provenance(checker).valueOf(parameter.default) : parameter.default
  const type = mutableType(checker, made)
  if (type === undefined) return
  const { usage, reference } = worstUsage(checker, parameter)
  if (isTable && usage !== 'changes') return
  const grade = GRADES[usage]
  if (
    parameter.annotation !== NO_NODE &&
    READ_ONLY_TYPE.test(typeText(tree, parameter.annotation))
  ) {
    if (usage === 'reads' || usage === 'hands on') return
  }
  checker.report({
    node: parameter.default,
    message: `All calls of \`${definition.name}\` share one ${type} as the default of \`${parameter.name}\`: ${OUTCOMES[usage]}.`,
    severity: isTable
      ? 'medium'
      : (weightOfUse(checker, definition, usage, reference) ?? grade.severity),
    confidence: isTable ? 'medium' : grade.confidence,
    evidence: [
      {
        kind: 'definition',
        node: parameter.default,
        message: 'made once, when the function is defined',
      },
      ...(reference === NO_NODE || usage === 'reads'
        ? []
        : [{ kind: 'act' as const, node: reference, message: `the call ${usage} it here` }]),
    ],
    fixes: isTable ? [] : defaultInBody(checker, definition, parameter),
  })
}

/**
 * A function inside of another is made anew with its default, which then serves as its memory; what each
 * call changes in the same way is the same afterwards; and what is stored in a field that no method changes
 * is shared without harm so far, or until a caller changes what it is given. Undefined for the rest.
 */
function weightOfUse(
  { tree, facts }: Checker,
  definition: FunctionFacts,
  usage: Usage,
  reference: Node,
): 'medium' | 'low' | undefined {
  if (usage === 'changes') {
    const isInner = definition.enclosing !== undefined && definition.class === undefined
    return isInner || isSameEachTime(tree, reference) ? 'medium' : undefined
  }
  if (usage !== 'stores') return undefined
  const assignment = tree.ancestor(reference, K_ASSIGNMENT)
  const target = assignment === NO_NODE ? NO_NODE : tree.child(assignment, F_LEFT)
  const field = target === NO_NODE ? undefined : receiverAttribute(facts, target)
  // Kept in a table or handed to a base: nothing is seen to change it.
  if (field === undefined) return 'low'
  const usages = new Set(
    [...facts.identifiersNamed(field.name)].flatMap((identifier) => {
      const attribute = tree.parent(identifier)
      const own = receiverAttribute(facts, attribute)
      const isOther = own?.class === field.class && attribute !== target
      return isOther ? [usageOf(facts, attribute)] : []
    }),
  )
  // A function that it is handed to may look at it alone.
  if (usages.has('changes')) return undefined
  return usages.has('returns') ? 'medium' : 'low'
}

/** `options.update({'a': 1})`, `options['a'] = 1`: fixed keys and values. */
function isSameEachTime(tree: Checker['tree'], reference: Node): boolean {
  const statement = tree.ancestor(reference, K_EXPRESSION_STATEMENT)
  const text = statement === NO_NODE ? '' : tree.text(statement)
  return FIXED_CHANGE.test(text.replace(/#[^\n]*/g, ''))
}

const LITERAL = String.raw`(?:"[^"\\]*"|'[^'\\]*'|\d+|True|False|None)`
const FIXED_CHANGE = new RegExp(
  String.raw`^\w+(?:\[${LITERAL}\]\s*=\s*${LITERAL}|\.update\(\s*\{(?:\s*${LITERAL}\s*:\s*${LITERAL}\s*,?)+\s*\}\s*\))$`,
)

function mutableType(checker: Checker, value: Node): string | undefined {
  const { tree, facts } = checker
  if (tree.kind(value) !== K_CALL) return DISPLAYS.get(tree.kind(value))
  return CONSTRUCTORS.get(facts.calleeName(value) ?? '')
}

/** The most dangerous thing that the function does with the default itself. */
function worstUsage(checker: Checker, parameter: Parameter): { usage: Usage; reference: Node } {
  const { facts } = checker
  let worst: { usage: Usage; reference: Node } = { usage: 'reads', reference: NO_NODE }
  if (parameter.nameNode === NO_NODE) return worst
  for (const reference of facts.resolve(parameter.nameNode)?.references ?? []) {
    const usage = usageOf(facts, reference)
    if (GRADES[usage].rank <= GRADES[worst.usage].rank) continue
    if (isFilledOnly(checker, parameter, reference)) continue
    if (mayBeDefault(checker, parameter, reference)) worst = { usage, reference }
  }
  return worst
}

/** Inside of `if options:`, `if options and deep:`: the empty default does not come there. */
function isFilledOnly({ tree }: Checker, parameter: Parameter, reference: Node): boolean {
  if (tree.namedChildren(parameter.default).length > 0) return false
  // What only ever has something taken off stays empty.
  const use = tree.source.slice(tree.end(reference), tree.end(reference) + 80)
  if (/^\.(?:pop\([^(),]+,|clear\(\)|discard\()/.test(use)) return true
  for (let at = reference; tree.parent(at) !== NO_NODE; at = tree.parent(at)) {
    const parent = tree.parent(at)
    if (tree.kind(parent) === K_FUNCTION_DEFINITION) return false
    if (tree.kind(parent) !== K_IF_STATEMENT || tree.fieldOf(at) !== F_CONSEQUENCE) continue
    const needed = operandsOf(tree, conditionOf(tree, parent), 'and')
    if (needed.some((one) => tree.text(one) === parameter.name)) return true
  }
  return false
}

/** False where the name is given a new object here, or on every way to here: `p = p or []`. */
function mayBeDefault(checker: Checker, parameter: Parameter, reference: Node): boolean {
  const { tree, flow } = checker
  const assignment = tree.ancestor(reference, K_ASSIGNMENT, K_FUNCTION_DEFINITION)
  const isOwn =
    assignment !== NO_NODE &&
    tree.kind(assignment) === K_ASSIGNMENT &&
    tree.text(tree.child(assignment, F_LEFT)) === parameter.name
  if (isOwn) return false
  const defUse = flow.defUse(flow.around(reference))
  const value = defUse.valueOf(reference)
  // Functions inside of this one see whatever the name stands for when they run.
  if (value === undefined) return true
  return defUse.writesOf(value).some((write) => {
    if (write === OUTER_VALUE) return true
    const target = defUse.graph.eventNode(write)
    return target === parameter.nameNode || keepsDefault(tree, target, parameter)
  })
}

/** `p = p or other` keeps a default that is not empty; `p = rows` may be the same object. */
function keepsDefault(tree: SyntaxTree, target: Node, parameter: Parameter): boolean {
  const value = assignedValue(tree, target)
  if (value === NO_NODE) return false
  const kind = tree.kind(value)
  if (kind === K_IDENTIFIER) return true
  return kind === K_BOOLEAN_OPERATOR && tree.namedChildren(parameter.default).length > 0
}
