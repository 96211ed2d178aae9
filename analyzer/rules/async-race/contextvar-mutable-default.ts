import { keywordArgument } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import {
  K_CALL,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const MUTABLE: ReadonlySet<number> = new Set([
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET,
  K_SET_COMPREHENSION,
])
const IMMUTABLE =
  /^(?:builtins\.(?:tuple|frozenset|bool|bytes|complex|float|int|str|range|object)|types\.MappingProxyType|pathlib\.\w+|re\.compile|decimal\.Decimal|fractions\.Fraction|uuid\.\w+|datetime\.(?:\w+\.)?(?:datetime|date|time|timedelta|timezone)(?:\.\w+)?|operator\.\w+|logging\.getLogger|functools\.partial|enum\.\w+)$/
const MUTABLE_CALLS =
  /^(?:builtins\.(?:dict|list|set|bytearray)|collections\.(?:defaultdict|OrderedDict|Counter|deque|ChainMap|UserDict|UserList)|queue\.\w+|asyncio\.\w+|threading\.\w+)$/

const report: NodeHandler = (call, checker) => {
  const value = keywordArgument(checker.tree, call, 'default')
  if (value === NO_NODE) return
  const certain = isMutable(provenance(checker).valueOf(value))
  if (certain === undefined) return
  checker.report({
    node: value,
    message:
      'This default is one object that every context without a value of its own shares and changes.',
    ...(certain ? {} : { confidence: 'medium' as const }),
  })

  /** True for sure, false for a call that probably makes a mutable object. */
  function isMutable(node: Node): boolean | undefined {
    const { tree, facts } = checker
    if (MUTABLE.has(tree.kind(node))) return true
    if (tree.kind(node) !== K_CALL) return undefined
    const name = facts.calleeName(node)
    if (name === undefined || IMMUTABLE.test(name)) return undefined
    if (MUTABLE_CALLS.test(name)) return true
    const made = checker.valueOf(facts.callee(node))
    if (made?.kind !== 'class') return undefined
    const frozen = made.class.summary.decorators.some(
      (one) => one.kind === 'call' && one.keywords.some((option) => option.name === 'frozen'),
    )
    return frozen ? undefined : false
  }
}

export default defineRule({
  id: 'contextvar-mutable-default',
  title: 'Context variable with a mutable default',
  consequence:
    'Data that belongs to one request shows up in others, which a context variable is there to prevent.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [362, 1188],
  why: `
The default is made once, when the variable is. Every context that has not set a value of its own gets the
very same object, and what one request puts into it all the others find there.
`,
  fix: `
Leave the default out or make it \`None\`, and set a new object where the context starts:
\`tags.set({})\` at the beginning of the request.
`,
  exemptions: [
    {
      text: 'Defaults that cannot be changed.',
      quiet: py`
        import re
        from contextvars import ContextVar
        from types import MappingProxyType

        user = ContextVar('user', default=None)
        tags = ContextVar('tags', default=())
        seen = ContextVar('seen', default=frozenset())
        options = ContextVar('options', default=MappingProxyType({}))
        pattern = ContextVar('pattern', default=re.compile('a'))
      `,
    },
    {
      text: 'No default, and a value that is set for the context.',
      quiet: py`
        from contextvars import ContextVar

        tags = ContextVar('tags')

        def start():
            tags.set({})
            return tags.get([])
      `,
    },
  ],
  limits: ['A constant that is made elsewhere is not followed.'],
  bad: [
    py`
      from contextvars import ContextVar

      tags = ContextVar('tags', default={}) #!
    `,
    py`
      import contextvars
      from collections import defaultdict

      class State:
          pass

      seen = contextvars.ContextVar('seen', default=[]) #!
      names: contextvars.ContextVar[set] = contextvars.ContextVar('names', default=set()) #!
      counts = contextvars.ContextVar('counts', default=defaultdict(int)) #!
      state = contextvars.ContextVar('state', default=State()) #!
      squares = contextvars.ContextVar('squares', default=[n * n for n in range(3)]) #!
    `,
  ],
  good: [
    py`
      from contextvars import ContextVar

      tags = ContextVar('tags', default=None)
    `,
  ],
  calls: { 'contextvars.ContextVar': report },
})
