import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Names of files and folders on a disk; what a request calls a path is another thing. */
const PLACE =
  /(?:^|_)(?:path|abspath|realpath|filename|file|fname|dirname|folder|directory|location)$|[a-z](?:path|dir)$/i
const FOLDER =
  /(?:^|_)(?:path|dir|dirs?name|folder|directory|root|basedir|workdir|cwd|location)$|[a-z](?:path|dir|root)$/i
const ELSEWHERE =
  /request|url|uri|route|endpoint|scope|environ|http|key|json|module|package|import/i
const WEB = /href|urlparse|urljoin|parsed_url|https?:/i
const DISK = /\bos\.|\bPath\b|[fF]older|[dD]irector/
/** Code that knows of the separator. */
const KNOWS =
  /\bsep\b|commonpath|commonprefix|relative_to|relpath|\+ *["']\/["']|endswith\(["']\/|rstrip\(["']\/|["'][^"'\n]*\/["']|\{\w*\}\//

export default defineRule({
  id: 'path-prefix-as-text',
  title: 'Folder compared with a path by its letters',
  consequence:
    'What lies in `/srv/music2` is taken for a part of `/srv/music`: too much is shown, refused or removed.',
  effortHours: { low: 0.1, high: 0.5 },
  confidence: 'medium',
  cwe: [22],
  why: `
\`path.startswith(folder)\` compares letters. \`/srv/music2/a.mp3\` begins with \`/srv/music\` and does not lie in it.
Sooner or later two folders stand beside each other of which one begins like the other: a copy, a second version, a
neighbour's name. Then files are found, refused or deleted in the wrong one.
`,
  fix: `
Ask with \`Path(path).is_relative_to(folder)\` or \`os.path.commonpath([path, folder]) == folder\`; with texts, compare
with \`os.path.join(folder, "")\`, which ends in the separator.
`,
  exemptions: [
    {
      text: 'Code that knows of the separator.',
      quiet: py`
        import os

        def lies_in(path, folder):
            return path == folder or path.startswith(folder + os.sep)

        def below(path, root):
            root = os.path.join(root, "")
            return path.startswith(root)

        class Query:
            def __init__(self, pattern):
                self.base_dir = os.path.join(pattern, "")

            def fits(self, path):
                return path.startswith(self.base_dir)

        def listed(path, root_dir):
            if not root_dir.endswith("/"):
                root_dir += "/"
            return path.startswith(root_dir)
      `,
    },
    {
      text: 'Paths of requests, names of modules, and prefixes that are no folder.',
      quiet: py`
        def serve(request, base_path, path, prefix):
            if request.path.startswith(base_path):
                return 1
            if path.startswith("/static"):
                return 2
            return path.startswith(prefix)

        def children(tree, path):
            return [one for one in tree if one.path.startswith(path)]

        def is_inside(module_path, package_root):
            return module_path.startswith(package_root)
      `,
    },
  ],
  limits: ['Paths are known by the names that hold them.'],
  bad: [
    py`
      import os

      class Library:
          def __init__(self, root):
              self.root = root

          def owner(self, path, folders):
              path = os.path.dirname(path)
              for folder in folders:
                  if path.startswith(folder.path): #!
                      return folder
              return None

      def uninstall(plugins, root_dir):
          for plugin in plugins:
              if str(plugin.location).startswith(root_dir): #!
                  plugin.remove()

      def check(filename, upload_dir):
          full_path = os.path.realpath(filename)
          if not full_path.startswith(upload_dir): #!
              raise PermissionError(filename)
    `,
  ],
  good: [
    py`
      from pathlib import Path

      def check(filename, upload_dir):
          full_path = Path(filename).resolve()
          if not full_path.is_relative_to(upload_dir):
              raise PermissionError(filename)
    `,
  ],
  roles: ['source'],
  methods: {
    startswith(call, checker) {
      const { tree, facts } = checker
      const [given, more] = facts.arguments(call)
      if (given === undefined || more !== undefined) return
      const receiver = withoutConversion(checker, receiverOf(tree, call))
      const folder = withoutConversion(checker, given.value)
      if (!isNamed(checker, folder, FOLDER) || !isNamed(checker, receiver, PLACE)) return
      if (ELSEWHERE.test(tree.text(call)) || endsInSeparator(checker, folder)) return
      const owner = facts.enclosingFunction(call)
      const around = owner === undefined ? '' : tree.text(owner.node)
      if (KNOWS.test(around) || WEB.test(around)) return
      // A path of settings or of a tree in memory, if nothing speaks of folders.
      const isVague = /\bpath$/.test(tree.text(receiver)) && /\bpath$/.test(tree.text(folder))
      if (isVague && !DISK.test(around)) return
      checker.report({
        node: call,
        message: `\`${tree.text(receiver)}\` is compared with \`${tree.text(folder)}\` letter by letter: a folder beside it whose name begins like it fits as well.`,
      })
    },
  },
})

/** `str(path)` and `os.fspath(path)` are the path. */
function withoutConversion({ tree, facts }: Checker, node: Node): Node {
  if (node === NO_NODE || tree.kind(node) !== K_CALL) return node
  if (!/^(?:builtins\.str|os\.fspath)$/.test(facts.calleeName(node) ?? '')) return node
  return facts.arguments(node)[0]?.value ?? node
}

function isNamed({ tree, facts }: Checker, node: Node, pattern: RegExp): boolean {
  if (node === NO_NODE) return false
  if (tree.kind(node) === K_IDENTIFIER) return pattern.test(facts.name(node))
  return tree.kind(node) === K_ATTRIBUTE && pattern.test(facts.name(tree.child(node, F_ATTRIBUTE)))
}

/** A line of the file sees to the separator at the end of what the name holds. */
function endsInSeparator({ tree, facts }: Checker, folder: Node): boolean {
  const isName = tree.kind(folder) === K_IDENTIFIER
  const name = facts.name(isName ? folder : tree.child(folder, F_ATTRIBUTE))
  const seen = new RegExp(`\\b${name}(?: *\\+?=[^\\n]*${CLOSED.source}|\\.(?:endswith|rstrip)\\()`)
  if (seen.test(tree.source)) return true
  if (!isName) return false
  return (facts.resolve(folder)?.definitions ?? []).some(({ node }) => {
    const written = writtenValue(tree, node)
    return written?.kind === 'whole' && typeof constantValue(tree, written.node) === 'string'
  })
}

/** `os.path.join(x, "")`, `x + os.sep`, `x += "/"`, `x.endswith("/")`. */
const CLOSED = /(?:\bsep\b|["']["']\)|["']\/["'])/
