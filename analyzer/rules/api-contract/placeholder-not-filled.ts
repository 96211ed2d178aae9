import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { constantValue } from '../../facts/literals.ts'
import { isLogCall } from '../../matching/calls/loggers.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** `{name}`, `{self.name!r}`, `{len(items)}`, `{size:>3}`; no `${name}` and no `{{name}}`. */
const FIELD =
  /(?<![{$\\%])\{((?:[A-Za-z_]\w*\()?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*(?:\(\))?|\[[^\]{}]*\])*\)?)(?:![rsa])?(?::[^{}\s]{0,8})?\}(?!\})/g

/** Functions that show the text they are given as it is. */
const SHOWS =
  /^(?:builtins\.print|sys\.(?:exit|stdout\.write|stderr\.write)|click\.(?:echo|secho)|typer\.(?:echo|secho)|warnings\.warn|pytest\.(?:fail|skip)|django\.contrib\.messages\.\w+)$/

export default defineRule({
  id: 'placeholder-not-filled',
  title: 'Placeholder that nobody fills in',
  consequence: 'The message shows {name} with its braces instead of the value.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
The text names a variable of this function in braces, and neither \`f\` in front of it nor \`.format\` behind it fills
it in. Whoever reads the message or the log sees the braces, and what would have explained the failure is not there.
`,
  fix: 'Put an `f` in front of the text, or fill it in with `.format(name=name)`.',
  exemptions: [
    {
      text: 'Templates: filled in by `format`, by the call that is given the value, or later.',
      quiet: py`
        import string

        def show(name, log, build, translate):
            print('{name}'.format(name=name))
            template = '{name} is here'
            log.info('{name} is here', name=name)
            if name:
                raise build('{name} is here', {'name': name})
            raise build(translate('{name} is here'), name)
      `,
    },
    {
      text: 'Braces of other languages, names that the function does not have, and texts that speak of placeholders.',
      quiet: py`
        def help(name, size):
            print('\${name} {{name}} {other} {0} {}')
            print('{name: 1} { name } .a{size}{x}')
            print('use {name} as a placeholder for the name')
            raise ValueError(f'{name} of {{size}}')
      `,
    },
    {
      text: 'A variable that only gets its value later, and one of the module.',
      quiet: py`
        version = 3

        def tell():
            print('{result} {version}')
            result = 3
            return result
      `,
    },
  ],
  limits: ['Texts that are kept in a variable first are not followed.'],
  bad: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def load(path, user):
          if not path:
              raise ValueError('no file for {user.name}') #!
          logger.warning('reading {path}') #!
          print('read {path!r}', 'for {user}') #!2
          assert path, 'nothing in {path}' #!
          items = path.split()
          raise LookupError(
              f'{user} has nothing in'
              ' {path}, but {len(items)} parts' #!
          )
    `,
  ],
  good: [
    py`
      def load(path, user):
          if not path:
              raise ValueError(f'no file for {user.name}')
    `,
  ],
  on: {
    [k.K_STRING](text, checker) {
      const { tree, facts } = checker
      // The prefix is empty or of a raw text.
      if (!/^[rRuU]?['"]/.test(tree.text(text + 1))) return
      const source = tree.text(text)
      if (!source.includes('{')) return
      const owner = facts.enclosingFunction(text)
      if (owner === undefined || owner.isLambda) return
      const fields = [...source.matchAll(FIELD)]
      if (fields.length === 0 || !isShown(checker, text)) return
      if (/placeholder|template|replaced|substitut|\bformat\b|%[sdr(]/i.test(source)) return
      const rest = source.replaceAll(FIELD, '')
      if (/[{}]/.test(rest)) return
      if (!fields.every(([, expression = '']) => isKnown(checker, owner, expression, text))) return
      checker.report({
        node: text,
        message: `\`${inOneLine(fields[0]?.[0] ?? '', 40)}\` is shown as it stands here: the \`f\` in front of the text is missing.`,
        fixes: [
          {
            title: 'Put `f` in front',
            grade: 'needs-review',
            edits: [{ start: tree.start(text), end: tree.start(text), newText: 'f' }],
          },
        ],
      })
    },
  },
})

/** A message of an exception, a log, an assertion or a line for the user, with nothing to fill it in. */
function isShown(checker: Checker, text: Node): boolean {
  const { tree, facts } = checker
  let node = text
  let parent = parentOf(tree, node)
  if (tree.kind(parent) === k.K_CONCATENATED_STRING) {
    node = parent
    parent = parentOf(tree, node)
  }
  if (tree.kind(parent) === k.K_ASSERT_STATEMENT) {
    return tree.namedChildren(parent).length > 1 && tree.namedChildren(parent)[0] !== node
  }
  if (tree.kind(parent) === k.K_KEYWORD_ARGUMENT) {
    const name = tree.text(tree.child(parent, k.F_NAME))
    if (name !== 'detail' && name !== 'msg' && name !== 'message') return false
    parent = tree.parent(parent)
  }
  if (tree.kind(parent) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(parent)
  const given = facts.arguments(call)
  const origin = facts.calleeName(call) ?? ''
  const isRaised = tree.kind(parentOf(tree, call)) === k.K_RAISE_STATEMENT
  if (isRaised) {
    // What else it is given may be what fills it in.
    return given.every(({ value }) => value === node || isFixed(checker, value))
  }
  if (SHOWS.test(origin)) return true
  if (!isLogCall(checker, call)) return false
  return given.every(
    ({ value, name }) => value === node || /^(?:exc_info|stack_info)$/.test(name ?? ''),
  )
}

/** A constant or a member of a class of constants, from which nothing is filled in. */
function isFixed({ tree }: Checker, value: Node): boolean {
  return constantValue(tree, value) !== undefined || tree.kind(value) === k.K_ATTRIBUTE
}

const BUILTIN = /^(?:len|str|repr|type|sorted|list|sum|min|max|int|round|abs|set|tuple)$/

/** True if the expression in the braces means something where the text stands. */
function isKnown(
  { facts }: Checker,
  owner: FunctionFacts,
  expression: string,
  text: Node,
): boolean {
  const call = /^([A-Za-z_]\w*)\((.*)\)$/.exec(expression)
  if (call !== null && !BUILTIN.test(call[1] ?? '')) return false
  const name = /^[A-Za-z_]\w*/.exec(call?.[2] ?? expression)?.[0] ?? ''
  const binding = facts.lookup(facts.scopeOf(text), name)
  if (binding?.scope === undefined || binding.scope.kind === 'module') return false
  if (binding.scope.kind === 'class' || binding.scope.function === undefined) return false
  if (binding.scope.function !== owner) return true
  return binding.definitions.some(
    ({ node, kind }) => kind !== 'delete' && kind !== 'annotation' && node < text,
  )
}
