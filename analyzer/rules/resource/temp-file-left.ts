import type { Checker } from '../../engine/checker.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { usageOf } from '../../matching/shared-state/mutation.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'temp-file-left',
  title: 'Temporary file or folder that nobody removes',
  consequence: 'Each call leaves a file behind, with whatever was in it, until the disk is full.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [459],
  why: `
\`mkdtemp\`, \`mkstemp\` and \`NamedTemporaryFile(delete=False)\` leave it to the caller to remove what they made. Here the name
does not leave the function and nothing removes it: every call adds another file to the folder for temporary files, and
what was written to it can be read there later.
`,
  fix: 'Use `TemporaryDirectory` or `NamedTemporaryFile` in a `with` block, or remove it in a `finally`.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'What is removed, moved, given back, kept, or handed to a clean-up.',
      quiet: py`
        import atexit
        import os
        import shutil
        import tempfile

        def unpack(archive, use):
            folder = tempfile.mkdtemp()
            try:
                shutil.unpack_archive(archive, folder)
                use(folder)
            finally:
                shutil.rmtree(folder)

        def given(archive):
            folder = tempfile.mkdtemp()
            shutil.unpack_archive(archive, folder)
            return folder

        def moved(data, path):
            handle, name = tempfile.mkstemp()
            os.write(handle, data)
            os.close(handle)
            os.replace(name, path)

        class Work:
            def __init__(self):
                self.folder = tempfile.mkdtemp()
                other = tempfile.mkdtemp()
                atexit.register(shutil.rmtree, other)
                third = tempfile.mkdtemp()
                self.parts = [third]
      `,
    },
    {
      text: 'Files that are removed by themselves.',
      quiet: py`
        import tempfile

        def show(data, view):
            with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
                file.write(data)
                view(file.name, folder)
      `,
    },
  ],
  limits: ['Whether a function that is given the name removes the file is told by its name only.'],
  bad: [
    py`
      import os
      import shutil
      import tempfile

      def unpack(archive, use):
          folder = tempfile.mkdtemp() #!
          shutil.unpack_archive(archive, folder)
          use(folder)

      def show(data, view):
          file = tempfile.NamedTemporaryFile(suffix='.pdf', delete=False) #!
          file.write(data)
          file.close()
          view(file.name)

      def convert(data, call):
          handle, name = tempfile.mkstemp() #!
          os.write(handle, data)
          os.close(handle)
          return call(open(name).read())
    `,
  ],
  good: [
    py`
      import shutil
      import tempfile

      def unpack(archive, use):
          with tempfile.TemporaryDirectory() as folder:
              shutil.unpack_archive(archive, folder)
              use(folder)
    `,
  ],
  roles: ['source', 'migration'],
  calls: {
    'tempfile.mkdtemp': check,
    'tempfile.mkstemp': check,
    'tempfile.NamedTemporaryFile'(call, checker) {
      const kept = keywordArgument(checker.tree, call, 'delete')
      if (kept !== NO_NODE && checker.tree.kind(kept) === k.K_FALSE) check(call, checker)
    },
  },
})

const REMOVES =
  /\b(?:rmtree|unlink|remove|removedirs|rmdir|replace|rename|move|cleanup|clean_up|delete|addCleanup|addfinalizer|register|callback|finalize|push|defer)\w*\(|\brm\b|cleanup|BackgroundTask|Remove-Item|\bPopen\(/i

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || owner.isGenerator || REMOVES.test(tree.text(owner.node))) return
  const target = nameOf(checker, call)
  if (target === NO_NODE) return
  const binding = facts.resolve(target)
  if (binding?.scope?.function !== owner) return
  for (const read of binding.references) {
    if (facts.enclosingFunction(read) !== owner || isGivenAway(checker, read)) return
  }
  checker.report({
    node: call,
    message: `Nothing removes \`${tree.text(target)}\`: each call of \`${owner.name}\` leaves it behind.`,
  })
}

/** The name of the file or folder: the second of what `mkstemp` gives. */
function nameOf({ tree }: Checker, call: Node): Node {
  let value = call
  let parent = tree.parent(value)
  const isItem = tree.kind(parent) === k.K_WITH_ITEM || tree.kind(parent) === k.K_AS_PATTERN
  if (isItem) {
    const target = tree.childOfKind(parent, k.K_AS_PATTERN_TARGET)
    const name = target === NO_NODE ? undefined : tree.namedChildren(target)[0]
    return name !== undefined && tree.kind(name) === k.K_IDENTIFIER ? name : NO_NODE
  }
  if (tree.kind(parent) === k.K_SUBSCRIPT) {
    value = parent
    parent = tree.parent(value)
  }
  if (tree.kind(parent) !== k.K_ASSIGNMENT) return NO_NODE
  const target = tree.child(parent, k.F_LEFT)
  if (tree.kind(target) === k.K_IDENTIFIER) return target
  if (tree.kind(target) !== k.K_PATTERN_LIST && tree.kind(target) !== k.K_TUPLE_PATTERN)
    return NO_NODE
  const name = tree.namedChildren(target)[1]
  return name !== undefined && tree.kind(name) === k.K_IDENTIFIER ? name : NO_NODE
}

/** Returned, stored, put into something, or part of a path that another name holds. */
function isGivenAway({ tree, facts }: Checker, read: Node): boolean {
  let node = read
  const attribute = tree.parent(read)
  if (tree.kind(attribute) === k.K_ATTRIBUTE) {
    if (tree.text(tree.child(attribute, k.F_ATTRIBUTE)) !== 'name') return false
    node = attribute
  }
  const usage = usageOf(facts, node)
  if (usage === 'returns' || usage === 'stores') return true
  const statement = tree.ancestor(node, k.K_RETURN_STATEMENT, k.K_BLOCK)
  if (statement !== NO_NODE && tree.kind(statement) === k.K_RETURN_STATEMENT) {
    // `return call(open(name).read())` gives what was read.
    return !/\.read\w*\(/.test(tree.text(statement))
  }
  const assignment = tree.ancestor(node, k.K_ASSIGNMENT, k.K_BLOCK)
  return (
    assignment !== NO_NODE &&
    tree.kind(assignment) === k.K_ASSIGNMENT &&
    !/\.read\w*\(|\bopen\(/.test(tree.text(assignment))
  )
}
