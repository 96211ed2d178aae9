import type { Checker, FixDraft } from '../../engine/checker.ts'
import {
  calleeName,
  hasUnpacking,
  keywordArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { openedFile } from '../../matching/calls/opened-files.ts'
import { addArgument } from '../../matching/edits/call-edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { runsAlone } from '../../matching/inputs/exposure.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { LEAVING } from '../../matching/statements/leaving.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ALTERNATIVE,
  F_BODY,
  F_CONSEQUENCE,
  F_LEFT,
  K_ASSIGNMENT,
  K_CALL,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_NOT_OPERATOR,
  K_TRUE,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'file-check-then-act',
  title: 'File tested first and used later',
  consequence:
    'Between the test and the use another process removes or makes the file: a crash, or a lost file.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [367],
  why: `
The answer of the test is old when the next line runs. Another process, thread or request can make, remove or replace
the file in between; the use then fails although the test said yes, or overwrites what somebody just made.

| step | process A | process B |
|---|---|---|
| 1 | \`exists(path)\` is false | |
| 2 | | \`exists(path)\` is false |
| 3 | makes the file and writes | |
| 4 | | makes the file again: the work of A is gone |
`,
  fix: `
Do it and handle the failure: \`try: os.remove(path)\` with \`except FileNotFoundError\`,
\`os.makedirs(path, exist_ok=True)\`, \`Path.unlink(missing_ok=True)\`, \`open(path, "x")\` to make a file that must be
new.
`,
  exemptions: [
    {
      text: 'A use whose failure is handled.',
      quiet: py`
        import os

        def forget(path):
            if os.path.exists(path):
                try:
                    os.remove(path)
                except FileNotFoundError:
                    pass
      `,
    },
    {
      text: 'Forms that say what shall happen in both cases.',
      quiet: py`
        import os
        from pathlib import Path

        def prepare(path: Path):
            if not os.path.exists(path):
                os.makedirs(path, exist_ok=True)
            if path.exists():
                path.unlink(missing_ok=True)
            if not path.exists():
                path.mkdir(parents=True, exist_ok=True)
      `,
    },
    {
      text: 'Another path, or a test that only decides what to say.',
      quiet: py`
        import os

        def copy(source, target):
            if not os.path.exists(source):
                raise ValueError(source)
            if os.path.exists(source):
                open(target, "w").close()
      `,
    },
    {
      text: 'Reading a file that is there: at worst the error comes all the same.',
      quiet: py`
        import os

        def read(path):
            if os.path.isfile(path):
                with open(path) as handle:
                    return handle.read()
            return ""
      `,
    },
  ],
  limits: ['Only tests and uses in one function, on a path written the same way, are seen.'],
  bad: [
    py`
      import os

      def forget(path):
          if os.path.exists(path):
              os.remove(path) #!
    `,
    py`
      import os
      import os.path as osp
      import shutil
      from os import makedirs
      from pathlib import Path

      class Store:
          def prepare(self):
              if not osp.isdir(self.folder):
                  makedirs(self.folder) #!
              if osp.exists(self.old):
                  shutil.rmtree(self.old) #!

          def read(self, path):
              if os.access(path, os.R_OK):
                  return open(path).read() #!

          def claim(self, path: Path):
              if not path.exists():
                  path.write_text("mine") #!
              if not osp.isfile(path):
                  with open(path, "w") as handle: #!
                      handle.write("mine")
    `,
  ],
  good: [
    py`
      import os

      def forget(path):
          try:
              os.remove(path)
          except FileNotFoundError:
              pass
    `,
  ],
  roles: ['source'],
  on: {
    [K_IF_STATEMENT](node, checker) {
      const { tree } = checker
      const test = testedPath(checker, conditionOf(tree, node))
      if (test === undefined) return
      for (const branch of [F_CONSEQUENCE, F_ALTERNATIVE]) {
        const block = tree.child(node, branch)
        if (block === NO_NODE) continue
        const isThere = (branch === F_CONSEQUENCE) === test.isPositive
        for (let at = block; at < tree.endOfSubtree(block); at += 1) {
          if (tree.kind(at) !== K_CALL) continue
          const act = actOn(checker, at, test, isThere)
          if (act === undefined || isHandled(checker, at)) continue
          report(checker, at, test, act)
        }
      }
      checkBehind(checker, node, test)
    },
  },
})

/** `if os.path.exists(path): raise` and then `open(path, 'w')`: the first use behind the test. */
function checkBehind(checker: Checker, statement: Node, test: PathTest): void {
  const { tree } = checker
  if (tree.childrenOf(statement, F_ALTERNATIVE).length > 0) return
  const last = statementsOf(tree, tree.child(statement, F_CONSEQUENCE)).at(-1)
  if (last === undefined || !LEAVING.has(tree.kind(last))) return
  for (let at = tree.endOfSubtree(statement); at < tree.endOfSubtree(tree.parent(statement)); ) {
    const isInner = tree.kind(at) === K_FUNCTION_DEFINITION
    const isUse = tree.kind(at) === K_CALL
    const act = isUse ? actOn(checker, at, test, !test.isPositive) : undefined
    if (act !== undefined) {
      if (!isHandled(checker, at)) report(checker, at, test, act)
      return
    }
    if (tree.kind(at) === K_ASSIGNMENT && tree.text(tree.child(at, F_LEFT)) === test.path) return
    at = isInner ? tree.endOfSubtree(at) : at + 1
  }
}

interface PathTest {
  readonly path: string
  readonly node: Node
  readonly isPositive: boolean
}

const TESTS = /^os\.(?:path\.(?:exists|isfile|isdir|lexists|islink)|access)$/

function testedPath({ tree, facts }: Checker, condition: Node): PathTest | undefined {
  if (condition === NO_NODE) return undefined
  let node = condition
  let isPositive = true
  while (tree.kind(node) === K_NOT_OPERATOR) {
    isPositive = !isPositive
    node = tree.namedChildren(node)[0] ?? NO_NODE
    if (node === NO_NODE) return undefined
  }
  if (tree.kind(node) !== K_CALL) return undefined
  const [first] = facts.arguments(node)
  if (first !== undefined && TESTS.test(facts.calleeName(node) ?? '')) {
    return { path: tree.text(first.value), node, isPositive }
  }
  const object = receiverOf(tree, node)
  const isMethod = /^(?:exists|is_file|is_dir)$/.test(calleeName(tree, node))
  if (first !== undefined || object === NO_NODE || !isMethod) return undefined
  return { path: tree.text(object), node, isPositive }
}

const REMOVERS =
  /^(?:os\.(?:remove|unlink|rmdir|rename|replace|removedirs)|shutil\.(?:rmtree|move))$/
const MAKERS = /^os\.(?:mkdir|makedirs|symlink|link|mkfifo)$/

/** What a call does to the tested path that the test was meant to make safe. */
function actOn(
  checker: Checker,
  call: Node,
  { path, node: test }: PathTest,
  isThere: boolean,
): string | undefined {
  const { tree, facts } = checker
  const name = facts.calleeName(call) ?? ''
  const file = openedFile(checker, call)
  const isOpened = file !== undefined && file.path !== NO_NODE && tree.text(file.path) === path
  const given = facts.arguments(call)
  const isOnPath = given[0] !== undefined && tree.text(given[0].value) === path
  if (isThere) {
    // Whoever asks for the right to open wants to know what opening would say.
    const isAsked = facts.calleeName(test) === 'os.access'
    if (isOpened && isAsked) return 'opened'
    if (isOnPath && REMOVERS.test(name)) return 'removed or moved'
    const object = receiverOf(tree, call)
    const isOwn = object !== NO_NODE && tree.text(object) === path
    const method = calleeName(tree, call)
    const isRemoval = /^(?:unlink|rmdir|rename|replace)$/.test(method) && !isTolerant(tree, call)
    return isOwn && isRemoval ? 'removed or moved' : undefined
  }
  if (isOnPath && MAKERS.test(name) && !isTolerant(tree, call)) return 'made'
  if (isOpened) {
    const mode = file.mode === NO_NODE ? '' : tree.text(file.mode)
    return /[wa]/.test(mode) ? 'written' : undefined
  }
  const object = receiverOf(tree, call)
  if (object === NO_NODE || tree.text(object) !== path || isTolerant(tree, call)) return undefined
  return /^(?:mkdir|write_text|write_bytes|touch|symlink_to)$/.test(calleeName(tree, call))
    ? 'made'
    : undefined
}

function isTolerant(tree: Checker['tree'], call: Node): boolean {
  return ['exist_ok', 'missing_ok'].some((name) => {
    const value = keywordArgument(tree, call, name)
    return value !== NO_NODE && tree.kind(value) === K_TRUE
  })
}

/** In the body of a `try`: the failure is dealt with. */
function isHandled({ tree }: Checker, node: Node): boolean {
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    if (tree.kind(at) === K_FUNCTION_DEFINITION) return false
    if (tree.kind(at) === K_TRY_STATEMENT && tree.fieldOf(inner) === F_BODY) return true
  }
  return false
}

function report(checker: Checker, node: Node, { path, node: test }: PathTest, act: string): void {
  checker.report({
    node,
    // Who comes second is told so by an error; what was wanted is there all the same, or gone.
    ...((makesFolder(checker, node) ||
      (REMOVED.test(calleeName(checker.tree, node)) && runsAlone(checker, node))) && {
      severity: 'low' as const,
    }),
    message: `\`${path}\` is tested first and ${act} here: another process may have come in between.`,
    evidence: [
      { kind: 'test', node: test, message: 'the answer holds only for this moment' },
      { kind: 'act', node, message: 'relies on it later' },
    ],
    fixes: fixOf(checker, node, test),
  })
}

const REMOVED = /^(?:remove|unlink|rmdir|rmtree|removedirs)$/

function makesFolder({ tree, facts }: Checker, call: Node): boolean {
  const name = facts.calleeName(call) ?? ''
  return /^os\.(?:mkdir|makedirs)$/.test(name) || calleeName(tree, call) === 'mkdir'
}

/** The call that is content with what it finds; `suppress` where there is none. */
function fixOf(checker: Checker, call: Node, test: Node): FixDraft[] {
  const { tree, facts } = checker
  const name = facts.calleeName(call) ?? ''
  const method = calleeName(tree, call)
  const isPath = /^(?:mkdir|unlink)$/.test(method) && !name.startsWith('os.')
  if (name === 'os.makedirs' || isPath) {
    const option = method === 'unlink' ? 'missing_ok' : 'exist_ok'
    const edit = hasUnpacking(tree, call) ? undefined : addArgument(tree, call, `${option}=True`)
    const isGiven = keywordArgument(tree, call, option) !== NO_NODE
    if (edit === undefined || isGiven) return []
    return [{ title: `Give \`${option}=True\``, grade: 'safe', edits: [edit] }]
  }
  if (name !== 'os.remove' && name !== 'os.unlink') return []
  const statement = tree.parent(call)
  const block = tree.parent(statement)
  const branch = tree.parent(block)
  const isAlone =
    tree.kind(statement) === K_EXPRESSION_STATEMENT &&
    tree.kind(branch) === K_IF_STATEMENT &&
    conditionOf(tree, branch) === test &&
    tree.child(branch, F_ALTERNATIVE) === NO_NODE &&
    statementsOf(tree, block).length === 1
  if (!isAlone) return []
  const suppress = importedName(facts, 'contextlib', 'suppress', call)
  const header = { start: tree.start(branch), end: tree.end(test) }
  return [
    {
      title: 'Take its absence as it is',
      grade: 'needs-review',
      edits: [
        ...suppress.edits,
        { ...header, newText: `with ${suppress.text}(FileNotFoundError)` },
      ],
    },
  ]
}
