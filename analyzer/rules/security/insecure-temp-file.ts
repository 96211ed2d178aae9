import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { positionalArgument } from '../../matching/calls/calls.ts'
import { type Provenance, provenance } from '../../matching/inputs/provenance.ts'
import { isMounted } from '../../matching/names/mounted-paths.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SHARED = /^[rbfuRBFU]{0,2}(?:'''|"""|'|")\/(?:tmp|var\/tmp|dev\/shm)(?:\/|['"{]|$)/
const READING =
  /^(?:startswith|endswith|replace|removeprefix|print|debug|info|warning|error|is_relative_to|match|search|fullmatch|compile|assertEqual|split|isdir|exists|isfile|access|commonpath|relpath|fnmatch|glob|listdir|scandir|disk_usage|statvfs|route|add_url_rule|add_route|\w*(?:Error|Exception|Warning))$/
/** Of these the first argument is a key or the path of a URL. */
const KEYED = /^(?:get|post|put|patch|delete|head|options|request|pop)$/

export default defineRule({
  id: 'insecure-temp-file',
  title: 'Temporary file under a name that others can guess',
  consequence:
    'Another user of the machine can put a link or file there first, read what is written or replace it.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [377, 379],
  roles: ['source', 'migration'],
  confidence: 'medium',
  why: `
Everybody may create files in \`/tmp\`. Whoever knows the name puts a link there before the program does, and the
program then writes through it to a file of its own user. \`mktemp\` only finds a free name; until the file is opened
somebody else may have taken it.
`,
  fix: `
\`tempfile.NamedTemporaryFile()\`, \`tempfile.mkstemp()\` and \`tempfile.TemporaryDirectory()\` make name and file in one step,
with permissions for the owner only.
`,
  exemptions: [
    {
      text: 'Files that `tempfile` makes, wherever.',
      quiet: py`
        import tempfile

        def write(data):
            with tempfile.NamedTemporaryFile(dir='/tmp') as out:
                out.write(data)
            tempfile.mkdtemp(prefix='x', dir='/var/tmp')
            return tempfile.mkstemp()
      `,
    },
    {
      text: 'Asking whether a path lies there, and text that mentions it.',
      quiet: py`
        import os

        def check(path):
            """/tmp is where the files go."""
            if path.startswith('/tmp/') or path == '/tmp':
                return '/tmp' in path
            print('/tmp/x is full')
            os.environ.get('TMPDIR', '/tmp')
            return path.replace('/tmp/', '')
      `,
    },
    {
      text: 'Folders of other names.',
      quiet: py`
        def load():
            open('/tmpfiles/x')
            open('/home/tmp/x')
            return open('tmp/x')
      `,
    },
  ],
  limits: ['Whether the folder is private, as in some containers, is not known.'],
  bad: [
    py`
      import tempfile

      def write(data):
          name = tempfile.mktemp() #!
          with open(name, 'w') as out:
              out.write(data)
    `,
    py`
      import os
      from pathlib import Path
      from tempfile import mktemp as make

      CACHE = '/tmp/app-cache' #!

      def write(data, user, target='/var/tmp/out'): #!
          with open('/tmp/report.txt', 'w') as out: #!
              out.write(data)
          Path('/dev/shm') / 'x' #!
          os.path.join('/tmp', user) #!
          open(f'/tmp/{user}.json') #!
          os.tempnam() #!
          return make(), os.tmpnam() #!2
    `,
  ],
  good: [
    py`
      import tempfile

      def write(data):
          with tempfile.NamedTemporaryFile('w') as out:
              out.write(data)
    `,
  ],
  calls: {
    ...callsTo(['tempfile.mktemp', 'os.tempnam', 'os.tmpnam'], (call, checker) => {
      const name = checker.tree.text(checker.facts.callee(call))
      checker.report({
        node: call,
        message: `\`${name}\` gives a name only; somebody else can create the file before it is opened.`,
        confidence: 'high',
      })
    }),
    ...callsTo(['tempfile.gettempdir'], checkFolder),
  },
  on: {
    [k.K_STRING](node, checker) {
      const { tree } = checker
      const start = tree.start(node)
      const head = tree.source.slice(start, start + 16)
      if (!SHARED.test(head) || isMounted(tree, node) || !isUsed(checker, node)) return
      checker.report({
        node,
        message:
          'Everybody on the machine may create files here; a fixed name can be taken beforehand.',
      })
    },
  },
})

/** `os.path.join(gettempdir(), 'x')`, `Path(gettempdir()) / 'x'`, `gettempdir() + '/x'`. */
function checkFolder(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const own = provenance(checker)
  const isFixed = (one: Node) =>
    typeof own.constantOf(one) === 'string' || isNamedAfter(checker, one, own)
  const list = tree.parent(call)
  const outer = tree.kind(list) === k.K_ARGUMENT_LIST ? tree.parent(list) : NO_NODE
  const [first, ...rest] = outer === NO_NODE ? [] : facts.arguments(outer)
  let made: Node = NO_NODE
  if (first?.value === call && /^os\.path\.join$/.test(facts.calleeName(outer) ?? '')) {
    if (rest.length > 0 && rest.every(({ value }) => isFixed(value))) made = outer
  } else {
    const isPath = first?.value === call && /^pathlib\.\w*Path$/.test(facts.calleeName(outer) ?? '')
    const folder = isPath && rest.length === 0 ? outer : call
    const sum = tree.parent(folder)
    const isSum = tree.kind(sum) === k.K_BINARY_OPERATOR && tree.child(sum, k.F_LEFT) === folder
    if (isSum && isFixed(tree.child(sum, k.F_RIGHT))) made = sum
  }
  if (made === NO_NODE || !isUsed(checker, made)) return
  checker.report({
    node: made,
    message:
      'Everybody on the machine may create files here; a fixed name can be taken beforehand.',
  })
}

/** `f'report-{order.name}.txt'`: a fixed start, then what the program was given and nothing drawn at random. */
function isNamedAfter({ tree }: Checker, node: Node, own: Provenance): boolean {
  if (!/^[rR]?[fF][rR]?(?:'''|"""|'|")[\w.-]+\{/.test(tree.text(node))) return false
  const parts = tree.namedChildren(node).filter((one) => tree.kind(one) === k.K_INTERPOLATION)
  return parts.every((part) => {
    const value = tree.namedChildren(part)[0] ?? NO_NODE
    if (value === NO_NODE || !/^[A-Za-z_][\w.]*$/.test(tree.text(value))) return false
    const behind = own.valueOf(value)
    const isMade = tree.kind(behind) === k.K_CALL || UNGUESSABLE.test(tree.text(value))
    return !isMade && !UNGUESSABLE.test(tree.text(behind))
  })
}

const UNGUESSABLE =
  /uuid|guid|rand|token|nonce|secret|salt|suffix|unique|digest|hash|sha|md5|hex|tmp|temp|pid|time|stamp/i

/** True where the text becomes a path: an argument, a default, a value; not what is compared or told. */
function isUsed({ tree, facts }: Checker, node: Node): boolean {
  for (let at = parentOf(tree, node); at !== NO_NODE; at = parentOf(tree, at)) {
    switch (tree.kind(at)) {
      case k.K_COMPARISON_OPERATOR:
      case k.K_EXPRESSION_STATEMENT:
        return tree.kind(at) === k.K_EXPRESSION_STATEMENT
          ? tree.namedChildren(at)[0] !== node
          : false
      case k.K_CALL: {
        const name = facts.calleeName(at) ?? tree.text(facts.callee(at))
        // `os.environ.get('TMPDIR', '/tmp')`: a folder, in which no name is fixed yet.
        const isFolder = /^['"]\/tmp\/?['"]$/.test(tree.text(node))
        if (isFolder && /(?:\.environ\.(?:get|setdefault)|\.getenv)$/.test(name)) return false
        const isKey = KEYED.test(name.split('.').at(-1) ?? '')
        if (isKey && positionalArgument(tree, at, 0) === node) return false
        return !/^tempfile\./.test(name) && !READING.test(name.split('.').at(-1) ?? '')
      }
      case k.K_ASSIGNMENT:
      case k.K_DEFAULT_PARAMETER:
      case k.K_TYPED_DEFAULT_PARAMETER:
      case k.K_RETURN_STATEMENT:
      case k.K_PAIR:
        return true
      case k.K_BLOCK:
      case k.K_MODULE:
        return false
    }
  }
  return false
}
