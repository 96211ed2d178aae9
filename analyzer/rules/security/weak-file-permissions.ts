import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { optionAt } from '../../matching/values/given-options.ts'
import { constantHere } from '../../matching/values/named-values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const BITS: Readonly<Record<string, number>> = {
  S_ISVTX: 0o1000,
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
  S_IREAD: 0o400,
  S_IWRITE: 0o200,
  S_IEXEC: 0o100,
}
/** Position of the mode. */
const CALLS: readonly (readonly [string, number])[] = [
  ['os.chmod', 1],
  ['os.fchmod', 1],
  ['os.lchmod', 1],
  ['os.open', 2],
  ['os.mkdir', 1],
  ['os.makedirs', 1],
  ['os.mkfifo', 1],
  ['os.mknod', 1],
]

export default defineRule({
  id: 'weak-file-permissions',
  title: 'File that every user of the machine may change',
  consequence:
    'Any other program on the machine can change the file, and so what the service does or stores.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [276, 732],
  roles: ['source', 'migration'],
  why: `
With the bits for "others" set, every account of the machine may write the file: a compromised helper, another service,
somebody with a shell. A script that is writable and then run by root hands over the machine.
`,
  fix: `
\`0o600\` for files and \`0o700\` for folders that hold data, \`0o644\` and \`0o755\` for what others must read.
`,
  exemptions: [
    {
      text: 'Permissions for the owner, reading for others.',
      quiet: py`
        import os
        import stat
        from pathlib import Path

        def protect(path):
            os.chmod(path, 0o600)
            os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)
            os.makedirs(path, mode=0o700)
            os.chmod(path, 0o644)
            os.umask(0o077)
            Path(path).chmod(0o640)
      `,
    },
    {
      text: 'A mode that is computed.',
      quiet: py`
        import os

        def copy(source, target):
            mode = os.stat(source).st_mode
            os.chmod(target, mode)
            os.chmod(target, mode | 0o100)
      `,
    },
  ],
  limits: ['Access lists and the file system itself are not looked at.'],
  bad: [
    py`
      import os

      def share(path):
          os.chmod(path, 0o777) #!
    `,
    py`
      import os
      import stat
      from os import chmod, umask
      from pathlib import Path

      MODE = 0o666

      def share(path, handle):
          chmod(path, MODE) #!
          os.fchmod(handle, stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO) #!
          os.chmod(path, mode=stat.S_IWOTH) #!
          os.chmod(path, 511) #!
          os.makedirs(path, 0o777) #!
          Path(path).chmod(0o777) #!
          os.open(path, os.O_CREAT | os.O_WRONLY, 0o666) #!
          os.chmod(path, 0o755) #!
          umask(0) #!
    `,
  ],
  good: [
    py`
      import os

      def share(path):
          os.chmod(path, 0o640)
    `,
  ],
  calls: {
    ...Object.fromEntries(
      CALLS.map(([name, position]) => [
        name,
        (call: Node, checker: Checker) =>
          check(checker, call, optionAt(checker, call, position, 'mode')),
      ]),
    ),
    ...callsTo(['os.umask'], (call, checker) => {
      const given = argumentFor(checker.tree, call, 0, 'mask')
      const mode = given === NO_NODE ? undefined : modeOf(checker, given)
      if (mode === undefined || (mode & 0o002) !== 0) return
      // `old = os.umask(0)` reads the mask, which has no other way, and is set back at once.
      const parent = checker.tree.parent(call)
      if (parent !== NO_NODE && checker.tree.kind(parent) === k.K_ASSIGNMENT) return
      checker.report({
        node: call,
        message: 'With this mask new files can be changed by every user of the machine.',
      })
    }),
  },
  methods: {
    chmod(call, checker) {
      if (checker.facts.calleeName(call)?.startsWith('os.') === true) return
      // `chmod(path, mode)` of a connection that transfers files
      const second = positionalArgument(checker.tree, call, 1)
      if (second !== NO_NODE) check(checker, call, second)
      else if (isPath(checker, call)) check(checker, call, optionAt(checker, call, 0, 'mode'))
    },
    mkdir: checkMade,
    touch: checkMade,
  },
})

const STICKY = 0o1000

/** `Path(...).mkdir(mode=0o777)`. */
function checkMade(call: Node, checker: Checker): void {
  if (checker.facts.calleeName(call)?.startsWith('os.') === true) return
  if (isPath(checker, call)) check(checker, call, optionAt(checker, call, 0, 'mode'))
}

function isPath(checker: Checker, call: Node): boolean {
  const receiver = receiverOf(checker.tree, call)
  if (receiver === NO_NODE) return false
  if (/path|file|dir|target|script|dest|\(/i.test(checker.tree.text(receiver))) return true
  const value = checker.valueOf(receiver)
  return value?.kind === 'external' && value.name.startsWith('pathlib.')
}

function check(checker: Checker, call: Node, given: Node): void {
  const mode = given === NO_NODE ? undefined : modeOf(checker, given)
  if (mode === undefined) return
  const text = checker.tree.text(given)
  const isMaking = /mkdir|makedirs|open|mkfifo|mknod|touch/.test(
    checker.tree.text(checker.facts.callee(call)),
  )
  if ((mode & 0o002) !== 0 && isMaking) {
    // The mask of the process takes bits away from what is made.
    checker.report({
      node: call,
      message: `Unless the mask forbids it, \`${text}\` lets every user of the machine change it.`,
      severity: 'low',
      confidence: 'low',
    })
    return
  }
  // In a folder with this bit, as that for temporary files, everybody has only the own files.
  if ((mode & STICKY) !== 0) return
  if ((mode & 0o002) !== 0) {
    checker.report({
      node: call,
      message: `\`${text}\` lets every user of the machine change it.`,
      severity: isOfSocket(checker, call) ? 'medium' : 'high',
    })
    return
  }
  if ((mode & 0o010) === 0 || isMaking) return
  checker.report({
    node: call,
    message: `\`${text}\` lets other users run it.`,
    severity: 'low',
    confidence: 'low',
  })
}

/** A socket is there for others to write to; who they are is checked behind it. */
function isOfSocket({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  if (/sock|fifo|pipe/i.test(tree.text(call))) return true
  return owner !== undefined && /\bAF_UNIX\b|\bunix_socket/.test(tree.text(owner.node))
}

/** The number that a mode is, `stat` constants joined with `|`; undefined if part of it is not known. */
function modeOf(checker: Checker, expression: Node): number | undefined {
  const { tree } = checker
  const node = provenance(checker).valueOf(expression)
  switch (tree.kind(node)) {
    case k.K_INTEGER: {
      const value = Number(
        tree
          .text(node)
          .replaceAll('_', '')
          .replace(/^0(?=[0-7]+$)/, '0o'),
      )
      return Number.isNaN(value) ? undefined : value
    }
    case k.K_BINARY_OPERATOR: {
      if (tree.text(tree.child(node, k.F_OPERATOR)) !== '|') return undefined
      const left = modeOf(checker, tree.child(node, k.F_LEFT))
      const right = modeOf(checker, tree.child(node, k.F_RIGHT))
      if (left === undefined || right === undefined) {
        // What is added to a mode that is not known.
        const known = left ?? right ?? 0
        return (known & 0o002) !== 0 ? known : undefined
      }
      return left | right
    }
    default: {
      const bits = BITS[tree.text(node).split('.').at(-1) ?? '']
      if (bits !== undefined || tree.kind(node) !== k.K_ATTRIBUTE) return bits
      const held = constantHere(checker, node)
      return typeof held === 'number' ? held : undefined
    }
  }
}
