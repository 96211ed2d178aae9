import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Binding } from '../../facts/scopes.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName, hasUnpacking, keywordArgument } from '../../matching/calls/calls.ts'
import { isLogCall } from '../../matching/calls/loggers.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { isDropped } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'exit-status-ignored',
  title: 'Program whose failure nobody asks for',
  consequence:
    'When the program fails, the caller goes on with a file that is missing, old or broken, and reports success.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [252, 754],
  why: `
\`subprocess.run\` and \`subprocess.call\` come back whether the program did its work or not; only the exit status tells. Here
nobody looks at it, and what the program should have made is used right afterwards.
`,
  fix: `
\`subprocess.run(command, check=True)\` raises \`CalledProcessError\`; or look at \`returncode\` and say what went wrong. Where a
failure does not matter, write \`check=False\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A status that is asked for, raised, or said not to matter.',
      quiet: py`
        import subprocess

        def convert(source, target):
            subprocess.run(['convert', source, target], check=True)
            if subprocess.call(['optimise', target]) != 0:
                raise RuntimeError(target)
            subprocess.run(['touch', target], check=False)
            done = subprocess.run(['lint', target])
            done.check_returncode()
            return target
      `,
    },
    {
      text: 'A result that is looked for afterwards, and one that is only removed or named.',
      quiet: py`
        import os
        import subprocess

        def convert(source, target):
            subprocess.run(['convert', source, target])
            if not os.path.exists(target):
                raise RuntimeError(source)
            return target

        def show(source, folder):
            subprocess.run(['viewer', source, folder])
            print('shown', source)
            os.remove(source)
      `,
    },
    {
      text: 'Programs for people: an editor, a browser, a message on the screen.',
      quiet: py`
        import subprocess

        def edit(editor, path):
            subprocess.call([editor, path])
            with open(path) as file:
                return file.read()
      `,
    },
  ],
  limits: ['Only results that the same function goes on to use are looked at.'],
  bad: [
    py`
      import subprocess

      def convert(source, target):
          subprocess.run(['gdal_translate', source, target], timeout=1800) #!
          return target
    `,
    py`
      import os
      import subprocess

      def unpack(archive, folder):
          command = ['tar', '-xf', archive, '-C', folder]
          subprocess.call(command) #!
          return [read(name) for name in os.listdir(folder)]

      def thumbnail(path, out):
          os.system(f'convert {path} -resize 100 {out}') #!
          with open(out, 'rb') as file:
              return file.read()
    `,
  ],
  good: [
    py`
      import subprocess

      def convert(source, target):
          subprocess.run(['gdal_translate', source, target], timeout=1800, check=True)
          return target
    `,
  ],
  roles: ['source'],
  calls: callsTo(['subprocess.run', 'subprocess.call', 'os.system'], (call, checker) => {
    const { tree, facts } = checker
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || !isDropped(tree, call) || hasUnpacking(tree, call)) return
    if (keywordArgument(tree, call, 'check') !== NO_NODE || isCleanup(checker, call)) return
    const command = commandOf(checker, call)
    if (command === NO_NODE || FOR_PEOPLE.test(tree.text(command))) return
    for (const binding of madeNames(checker, command, owner)) {
      const use = useAfter(checker, binding, call, owner)
      if (use === NO_NODE) continue
      checker.report({
        node: call,
        message: `Nobody asks whether \`${tree.text(facts.callee(call))}\` succeeded, and \`${binding.name}\` is used afterwards.`,
        evidence: [
          { kind: 'call', node: call, message: 'may fail without a word' },
          { kind: 'read', node: use, message: 'used as if it had worked' },
        ],
      })
      return
    }
  }),
})

const FOR_PEOPLE =
  /^[[(f"']*\s*(?:\w*(?:editor|pager|browser|viewer|player)\w*\b|(?:xdg-open|open|less|more|vim?|nano|emacs|clear|cls|stty|tput|kill|pkill|killall|notify-send|say|aplay|mpv|git add|touch|chmod|chown|mkdir|rm)\b)/i

/** The command as it is written, also behind a name. */
function commandOf({ tree, facts }: Checker, call: Node): Node {
  const given = facts.arguments(call)[0]
  if (given === undefined || (given.name !== undefined && given.name !== 'args')) return NO_NODE
  if (tree.kind(given.value) !== k.K_IDENTIFIER) return given.value
  const [only, more] = facts.resolve(given.value)?.definitions ?? []
  if (only === undefined || more !== undefined) return NO_NODE
  return assignedValue(tree, only.node)
}

/** The variables of the function that the program is given, the last one first: that is mostly what it makes. */
function madeNames(
  { tree, facts }: Checker,
  command: Node,
  owner: FunctionFacts,
): readonly Binding[] {
  const found = new Set<Binding>()
  const names = Array.from(facts.nodesIn(command, k.K_IDENTIFIER))
  const program = tree.kind(command) === k.K_LIST ? tree.namedChildren(command)[0] : undefined
  for (const name of names.toReversed()) {
    if (program !== undefined && tree.contains(program, name)) continue
    const binding = facts.resolve(name)
    const parent = tree.parent(name)
    const isMember = tree.kind(parent) === k.K_ATTRIBUTE && tree.fieldOf(name) === k.F_ATTRIBUTE
    if (binding?.scope?.function === owner && !isMember && !/^(?:self|cls)$/.test(binding.name))
      found.add(binding)
  }
  return [...found]
}

/** A use of the name further down that counts on what the program has made. */
function useAfter(checker: Checker, binding: Binding, call: Node, owner: FunctionFacts): Node {
  const { tree, facts } = checker
  const later = Array.from(binding.references)
    .filter((one) => tree.start(one) > tree.end(call) && facts.enclosingFunction(one) === owner)
    .toSorted((one, other) => one - other)
  // Who looks whether it is there has asked in a way of his own.
  const rest = tree.source.slice(tree.end(call), tree.end(owner.node))
  if (later.length === 0 || LOOKS.test(rest)) return NO_NODE
  const use = later.find((one) => {
    const statement = tree.ancestor(one, k.K_RETURN_STATEMENT, k.K_BLOCK)
    if (tree.kind(statement) === k.K_RETURN_STATEMENT) return true
    return READS.test(askedBy(checker, one))
  })
  return use ?? NO_NODE
}

const LOOKS = /\b(?:exists|isfile|isdir|is_file|is_dir|stat|getsize)\(/
const READS =
  /^(?:open|listdir|scandir|glob|iglob|walk|read_text|read_bytes|iterdir|copy\w*|move|rename|replace|load\w*|read_\w+|parse|upload\w*|send_file|import_\w+|ZipFile)$/

/** The function that is called with the name, or on it. */
function askedBy(checker: Checker, name: Node): string {
  const { tree } = checker
  for (let at = tree.parent(name); at > NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_CALL) return isLogCall(checker, at) ? 'print' : calleeName(tree, at)
    if (kind === k.K_BLOCK || kind === k.K_FUNCTION_DEFINITION) return ''
  }
  return ''
}
