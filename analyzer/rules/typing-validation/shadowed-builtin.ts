import type { Checker } from '../../engine/checker.ts'
import { EXCEPT_TARGET } from '../../facts/roles.ts'
import { K_MODULE, K_TRY_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Functions and types that code calls so often that a reader takes the name for them. */
const BUILTINS: ReadonlySet<string> = new Set(
  'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip help exit quit'.split(
    ' ',
  ),
)
const EXCEPTIONS = /^[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Iteration)$/
export default defineRule({
  id: 'shadowed-builtin',
  title: 'Name that hides a builtin or an imported module',
  consequence:
    'A later line that calls the builtin gets the variable instead and fails far from the cause.',
  effortHours: { low: 0.05, high: 0.2 },
  picky: true,
  why: `
Inside of the function \`list\` is now a variable, and every line added later that calls \`list(...)\` fails with
\`TypeError: 'list' object is not callable\`, or worse, does something else. A parameter \`status\` that hides the
module \`status\` turns \`status.HTTP_404\` into an attribute of a string.
`,
  fix: `
Another name, or the same with an underscore behind it: \`list_\`, \`type_\`, \`order_status\`. For an import, an
alias.
`,
  exemptions: [
    {
      text: 'Attributes, methods and fields, which are reached through their object.',
      quiet: py`
        class Store:
            id: int
            type = "store"

            def list(self):
                return self.filter(input=1)

            def filter(self, **options):
                return options
      `,
    },
    {
      text: 'Names of a comprehension, which end with it.',
      quiet: py`
        def keys(rows):
            return [id for id in rows], {type: 1 for type in rows}
      `,
    },
    {
      text: 'A name for older or newer versions of Python.',
      quiet: py`
        try:
            input = raw_input
        except NameError:
            pass

        try:
            from builtins import str
        except ImportError:
            str = unicode

        from six.moves import range
      `,
    },
    {
      text: 'What only the interactive shell has.',
      quiet: py`
        copyright = "2024, the authors"
        license = "MIT"
      `,
    },
    {
      text: 'An alias of the builtin itself, and names with an underscore.',
      quiet: py`
        def run(list_, _print=print):
            return _print(list_)

        def fast(range=range, len=len):
            return range(len("a"))
      `,
    },
  ],
  limits: ['Star imports that hide a builtin are not seen.'],
  bad: [
    py`
      def total(list): #!
          sum = 0 #!
          for item in list:
              sum += item
          return sum
    `,
    py`
      from fastapi import status
      from os import open #!
      import json

      def find(status: str, limit): #!
          return load(status, limit)

      def make(rows):
          for id, type in rows: #!2
              if type(id) is int:
                  yield id

      def dump(rows):
          json = [row.text for row in rows] #!
          return json

      class ValueError(Exception): #!
          pass

      with connect() as set: #!
          set.run()

      try:
          make([])
      except OSError as hash: #!
          raise hash
    `,
  ],
  good: [
    py`
      def total(values):
          return sum(values)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const binding of checker.facts.bindings()) {
        const scope = binding.scope
        if (scope === undefined || scope.kind === 'class' || scope.kind === 'comprehension')
          continue
        const [first] = binding.definitions
        if (first === undefined || binding.name.startsWith('_')) continue
        const isParameter = first.kind === 'parameter'
        const hidden = hiddenBy(checker, binding.name, scope.kind !== 'module')
        if (hidden === undefined || isMeant(checker, first.node, binding.name)) continue
        if (hidden === 'module' && !isParameter && !isPlainLocal(first.kind)) continue
        checker.report({
          node: first.node,
          message:
            hidden === 'module'
              ? `\`${binding.name}\` hides the module of that name which this file imports.`
              : `\`${binding.name}\` hides the builtin of that name.`,
        })
      }
    },
  },
})

function isPlainLocal(kind: string): boolean {
  return kind === 'assignment' || kind === 'for' || kind === 'with'
}

function hiddenBy(
  { facts }: Checker,
  name: string,
  isInner: boolean,
): 'builtin' | 'module' | undefined {
  if (BUILTINS.has(name) || EXCEPTIONS.test(name)) {
    return BUILTINS.has(name) || isBuiltinException(name) ? 'builtin' : undefined
  }
  if (!isInner) return undefined
  const module = facts.scopes[0]
  const outer = module === undefined ? undefined : facts.lookup(module, name)
  const imported = outer?.definitions.find(({ kind }) => kind === 'import')
  if (imported === undefined) return undefined
  const found = facts.importAt(imported.node)
  // A module, by what it is imported from.
  const isModule =
    found?.form === 'import' || (found?.form === 'from' && /^[a-z_]+$/.test(found.name))
  return isModule && (found?.form === 'import' || MODULES.test(`${found?.module}.${found?.name}`))
    ? 'module'
    : undefined
}

/** Modules that are commonly taken out of their package by name. */
const MODULES =
  /^(?:fastapi\.status|starlette\.status|rest_framework\.(?:status|filters|serializers|permissions)|django\.(?:db\.(?:models|transaction)|http|forms|utils\.timezone)|os\.path|sqlalchemy\.(?:types|orm|event)|app\.(?:models|schemas|crud))$/

const BUILTIN_EXCEPTIONS: ReadonlySet<string> = new Set(
  'ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EnvironmentError Exception FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError'.split(
    ' ',
  ),
)

function isBuiltinException(name: string): boolean {
  return BUILTIN_EXCEPTIONS.has(name)
}

/** An alias of the same thing, a name under `try` for another version, a compatible import. */
function isMeant({ tree, facts }: Checker, node: Node, name: string): boolean {
  const isCaught = facts.roleOf(node) === EXCEPT_TARGET
  for (let at = tree.parent(node); at !== NO_NODE && !isCaught; at = tree.parent(at)) {
    if (tree.kind(at) === K_TRY_STATEMENT && facts.enclosingFunction(node) === undefined)
      return true
  }
  const found = facts.importAt(node)
  if (found !== undefined) return /^(?:six|future|builtins|past|\w*compat)\b/.test(found.module)
  const parent = tree.parent(node)
  const text = tree.text(parent)
  return new RegExp(`^${name}\\s*(?::[^=]*)?=\\s*(?:builtins\\.)?${name}\\b`).test(text)
}
