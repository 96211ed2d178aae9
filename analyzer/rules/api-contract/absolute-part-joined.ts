import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'absolute-part-joined',
  title: 'Absolute path joined to another one',
  consequence:
    'The folder in front is dropped: files are read and written at the root of the disk.',
  effortHours: { low: 0.1, high: 0.2 },
  cwe: [706],
  // Tests join such parts to see what comes of them.
  roles: ['source', 'migration'],
  why: `
\`os.path.join\` and the \`/\` of \`pathlib\` begin anew at a part that starts with a slash.
\`os.path.join('/srv/app', '/logs')\` is \`'/logs'\`: everything in front of it is gone, without an error.
`,
  fix: "Leave the slash off: `os.path.join(root, 'logs')`.",
  exemptions: [
    {
      text: 'An absolute first part, and relative ones behind it.',
      quiet: py`
        import os
        from pathlib import Path

        def path(root, name):
            return os.path.join('/etc', name), os.path.join(root, 'a/b'), Path('/') / 'srv' / name
      `,
    },
    {
      text: 'A slash alone, and division.',
      quiet: py`
        import os

        def path(root, a, b, name):
            return os.path.join(root, '/'), os.path.join('/', '/var', name), a / b, 'a'.join(['/b'])
      `,
    },
  ],
  limits: ['Parts that are not written as a literal are not followed.'],
  bad: [
    py`
      import os
      import pathlib

      def path(root, name):
          first = os.path.join(root, '/logs', name) #!
          second = pathlib.Path(root) / '/photos' / name #!
          return first, second, os.path.join(root, f'/{name}.log') #!
    `,
  ],
  good: [
    py`
      import os

      def path(root, name):
          return os.path.join(root, 'logs', name)
    `,
  ],
  calls: { 'os.path.join': checkJoin, 'posixpath.join': checkJoin },
  on: {
    [k.K_BINARY_OPERATOR](node, checker) {
      const { tree } = checker
      if (tree.kind(tree.child(node, k.F_OPERATOR)) !== k.T_SLASH) return
      const right = tree.child(node, k.F_RIGHT)
      if (right === NO_NODE || tree.kind(right) !== k.K_STRING) return
      if (isAbsolute(checker, right)) report(checker, right)
    },
  },
})

function checkJoin(call: Node, checker: Checker): void {
  const [first, ...parts] = checker.facts.arguments(call)
  // In front of it stands nothing that could be lost.
  if (first !== undefined && stringValue(checker.tree, first.value) === '/') return
  for (const { value, name, isUnpacked } of parts) {
    if (name === undefined && !isUnpacked && isAbsolute(checker, value)) report(checker, value)
  }
}

function isAbsolute({ tree }: Checker, value: Node): boolean {
  const kind = tree.kind(value)
  if (kind !== k.K_STRING && kind !== k.K_CONCATENATED_STRING) return false
  const text = stringValue(tree, value)
  if (text !== undefined) return text.startsWith('/') && text.length > 1
  return /^[fF][rR]?(['"])\/./.test(tree.text(value))
}

function report(checker: Checker, part: Node): void {
  checker.report({
    node: part,
    message: `The part \`${checker.tree.text(part)}\` is absolute: everything in front of it is dropped from the path.`,
  })
}
