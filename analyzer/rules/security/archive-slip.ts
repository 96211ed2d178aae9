import type { Checker, FixDraft } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  calleeName,
  hasUnpacking,
  keywordArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { OPENING_FUNCTIONS, openedFile } from '../../matching/calls/opened-files.ts'
import { addArgument } from '../../matching/edits/call-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { PATH } from '../../matching/inputs/sinks.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'archive-slip',
  title: 'Archive unpacked without looking at the paths in it',
  consequence:
    'A crafted archive writes files outside of the target folder, over programs and settings.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [22],
  why: `
The names in an archive are text that its author chose: \`../../etc/cron.d/job\`, absolute paths, links to other places.
\`tarfile\` before Python 3.14 writes wherever they point.
`,
  fix: `
\`archive.extractall(target, filter='data')\` (Python 3.12, and the security releases of older ones) refuses such names.
By hand: resolve each path and check that it stays in the target before writing.
`,
  exemptions: [
    {
      text: 'A filter, or members that were chosen.',
      quiet: py`
        import tarfile

        def safe(archive):
            return [one for one in archive.getmembers() if not one.name.startswith(('/', '..'))]

        def unpack(path, target):
            with tarfile.open(path) as archive:
                archive.extractall(target, filter='data')
                archive.extractall(target, members=safe(archive))
                archive.extract('readme.txt', target)
      `,
    },
    {
      text: 'The way for a Python without filters, beside one that has them.',
      quiet: py`
        import sys
        import tarfile

        def unpack(path, target):
            with tarfile.open(path) as archive:
                if sys.version_info >= (3, 12):
                    archive.extractall(target, filter='data')
                else:
                    archive.extractall(target)

        def unpack_where_it_works(path, target):
            with tarfile.open(path) as archive:
                try:
                    archive.extractall(target, filter='data')
                except TypeError:
                    archive.extractall(target)
      `,
    },
    {
      text: 'A loop that checks each member.',
      quiet: py`
        import os
        import tarfile

        def unpack(path, target):
            with tarfile.open(path) as archive:
                for member in archive:
                    if os.path.realpath(os.path.join(target, member.name)).startswith(target):
                        archive.extract(member, target)
      `,
    },
    {
      text: 'ZIP files, of which the library takes off what leads outside.',
      quiet: py`
        import zipfile

        def unpack(path, target):
            with zipfile.ZipFile(path) as archive:
                archive.extractall(target)
      `,
    },
  ],
  limits: ['Whether the archive is one of your own is not known.'],
  bad: [
    py`
      import tarfile

      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target) #!
    `,
    py`
      import os
      import shutil
      import tarfile
      import zipfile
      from flask import request

      def unpack(path, target):
          archive = tarfile.TarFile(path)
          archive.extractall(path=target, filter='fully_trusted') #!
          archive.extractall(target, members=archive.getmembers()) #!
          tarfile.open(path).extractall() #!
          for member in archive.getmembers():
              archive.extract(member, target) #!
          for entry in tarfile.open(path):
              archive.extract(entry) #!
          with zipfile.ZipFile(path) as packed:
              for name in packed.namelist():
                  with open(os.path.join(target, name), 'wb') as out: #!
                      out.write(packed.read(name))

      def upload(target):
          shutil.unpack_archive(request.files['archive'], target) #!
    `,
  ],
  good: [
    py`
      import tarfile

      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target, filter='data')
    `,
  ],
  methods: {
    write_bytes(call, checker) {
      checkWritten(checker, call, receiverOf(checker.tree, call))
    },
    write_text(call, checker) {
      checkWritten(checker, call, receiverOf(checker.tree, call))
    },
    open: checkOpened,
    extractall(call, checker) {
      const { tree } = checker
      if (!isTar(checker, receiverOf(tree, call)) || hasUnpacking(tree, call)) return
      const filter = keywordArgument(tree, call, 'filter')
      if (filter !== NO_NODE) {
        if (provenance(checker).constantOf(filter) !== 'fully_trusted') return
      } else {
        const members = argumentFor(tree, call, 1, 'members')
        if (
          members !== NO_NODE &&
          !/\.(?:getmembers|getnames)\(\)$|^None$/.test(tree.text(members))
        )
          return
        if (isForOlderPython(checker, call) || isLookedAt(checker, call)) return
        if (isFilteredBefore(checker, call)) return
      }
      report(checker, call)
    },
    extract(call, checker) {
      const { tree } = checker
      const receiver = receiverOf(tree, call)
      const member = argumentFor(tree, call, 0, 'member')
      if (member === NO_NODE || tree.kind(member) !== k.K_IDENTIFIER || !isTar(checker, receiver))
        return
      if (keywordArgument(tree, call, 'filter') !== NO_NODE) return
      const loop = loopOver(checker, member)
      if (isForOlderPython(checker, call)) return
      if (loop !== NO_NODE && !isChecked(checker, loop, tree.text(member))) report(checker, call)
    },
  },
  calls: {
    ...callsTo(['shutil.unpack_archive'], (call, checker) => {
      const { tree } = checker
      const given = argumentFor(tree, call, 0, 'filename')
      if (given === NO_NODE || keywordArgument(tree, call, 'filter') !== NO_NODE) return
      if (provenance(checker).inputOf(given, PATH) !== NO_NODE) report(checker, call)
    }),
    ...callsTo(OPENING_FUNCTIONS, checkOpened),
  },
})

function checkOpened(call: Node, checker: Checker): void {
  const file = openedFile(checker, call)
  if (file === undefined || file.mode === NO_NODE) return
  if (/['"][wax]/.test(checker.tree.text(file.mode))) checkWritten(checker, call, file.path)
}

/** `(target / name).write_bytes(...)`, `open(os.path.join(target, name), 'wb')` for each name of an archive. */
function checkWritten(checker: Checker, call: Node, path: Node): void {
  const { tree } = checker
  if (path === NO_NODE) return
  const loop = tree.ancestor(call, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== k.K_FOR_STATEMENT) return
  const over = tree.child(loop, k.F_RIGHT)
  const names = tree.text(
    tree.kind(over) === k.K_IDENTIFIER ? onlyValue(checker.facts, over) : over,
  )
  const variable = tree.text(tree.child(loop, k.F_LEFT))
  if (!/\.(?:namelist|infolist|getnames|getmembers)\(\)$/.test(names)) return
  if (!isMadeOf(checker, path, variable, 0)) return
  if (!isChecked(checker, loop, variable)) report(checker, call)
}

/** How many locals stand between a path and the name in the archive at most. */
const MAX_LOCALS = 3

/** `target` of `target = folder / info.filename`; the last part of a name leads nowhere else. */
function isMadeOf(checker: Checker, path: Node, variable: string, locals: number): boolean {
  const { tree, facts } = checker
  if (/\.name\b|\.stem\b|basename/.test(tree.text(path))) return false
  const end = tree.endOfSubtree(path)
  for (let node = path; node < end; node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER || tree.fieldOf(node) === k.F_ATTRIBUTE) continue
    if (tree.text(node) === variable) return true
    const value = locals < MAX_LOCALS ? onlyValue(facts, node) : NO_NODE
    if (value !== NO_NODE && isMadeOf(checker, value, variable, locals + 1)) return true
  }
  return false
}

/** `archive.extraction_filter = tarfile.data_filter` before it. */
function isFilteredBefore({ tree, facts }: Checker, call: Node): boolean {
  const receiver = tree.text(receiverOf(tree, call))
  return facts.identifiersNamed('extraction_filter').some((name) => {
    const attribute = tree.parent(name)
    if (name > call || tree.kind(attribute) !== k.K_ATTRIBUTE || !facts.isWrite(attribute)) {
      return false
    }
    if (facts.enclosingFunction(attribute) !== facts.enclosingFunction(call)) return false
    return tree.text(tree.child(attribute, k.F_OBJECT)) === receiver
  })
}

/** The way for a Python that knows no filter, beside one that gives it. */
function isForOlderPython({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  const isFiltered = [...facts.calls].some(
    (other) =>
      other !== call &&
      facts.enclosingFunction(other) === owner &&
      /\.extract(?:all)?$/.test(tree.spelled(facts.callee(other))) &&
      keywordArgument(tree, other, 'filter') !== NO_NODE &&
      isOtherWay(tree, call, other),
  )
  if (!isFiltered) return false
  const text = owner === undefined ? tree.source : tree.spelled(owner.node)
  return /version_info|hasattr\(|\b\w+_filter\b|\bTypeError\b|\bAttributeError\b|PY3\d/.test(text)
}

/** True where a test or a handler chooses between the two, or the one is left before the other. */
function isOtherWay(tree: SyntaxTree, call: Node, other: Node): boolean {
  for (const inner of [call, other]) {
    const choice = tree.ancestor(
      inner,
      k.K_IF_STATEMENT,
      k.K_TRY_STATEMENT,
      k.K_FUNCTION_DEFINITION,
    )
    if (choice !== NO_NODE && tree.kind(choice) !== k.K_FUNCTION_DEFINITION) return true
  }
  return false
}

/** A tar archive, by its type or by what made it. */
function isTar(checker: Checker, receiver: Node): boolean {
  if (receiver === NO_NODE) return false
  const value = checker.valueOf(receiver)
  if (value?.kind === 'external') return /^tarfile\b/.test(value.name)
  if (value !== undefined && value.kind !== 'variable') return false
  const text = checker.tree.text(provenance(checker).valueOf(receiver))
  if (/^tarfile\.(?:open|TarFile)/.test(text)) return true
  return (
    /(?:^|\.|_)tar(?:file|_file|ball|_archive)?$/i.test(text) &&
    checker.facts.imports.some(({ target }) => target?.startsWith('tarfile') === true)
  )
}

/** The loop over the members of an archive that gives a variable its value. */
function loopOver(checker: Checker, member: Node): Node {
  const { tree } = checker
  const name = tree.text(member)
  for (
    let at = tree.ancestor(member, k.K_FOR_STATEMENT);
    at !== NO_NODE;
    at = tree.ancestor(at, k.K_FOR_STATEMENT)
  ) {
    if (tree.text(tree.child(at, k.F_LEFT)) !== name) continue
    const over = tree.child(at, k.F_RIGHT)
    return /\.getmembers\(\)$|\.getnames\(\)$/.test(tree.text(over)) || isTar(checker, over)
      ? at
      : NO_NODE
  }
  return NO_NODE
}

/** What is asked of a member and says nothing of where its name leads. */
const ABOUT_CONTENT =
  /(?:\.\w+)*\.(?:endswith\([^()]*(?:\([^()]*\))?\)|startswith\((["'])[\w.]+\1\)|is_?dir\(\)|is_?file\(\)|isreg\(\)|file_size|compress_size|size|suffix|lower\(\))/g

/** `for name in archive.getnames(): if name.startswith('/'): raise ...` before all of it is unpacked. */
function isLookedAt(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined) return false
  return facts.nodesIn(owner.node, k.K_FOR_STATEMENT).some((loop) => {
    if (loop > call || !/\braise\b/.test(tree.text(tree.child(loop, k.F_BODY)))) return false
    const over = tree.child(loop, k.F_RIGHT)
    const names = tree.text(tree.kind(over) === k.K_IDENTIFIER ? onlyValue(facts, over) : over)
    if (!/\.(?:namelist|infolist|getnames|getmembers)\(\)$/.test(names)) return false
    return isChecked(checker, loop, tree.text(tree.child(loop, k.F_LEFT)))
  })
}

/** True if the loop looks at the name before it writes. */
function isChecked({ tree }: Checker, loop: Node, name: string): boolean {
  const body = tree.text(tree.child(loop, k.F_BODY))
  const asked = body
    .split('\n')
    .filter((line) => /\b(?:if|assert)\b/.test(line))
    .map((line) => line.replace(new RegExp(`\\b${name}${ABOUT_CONTENT.source}`, 'g'), ''))
  return (
    asked.some((line) => new RegExp(`\\b(?:if|assert)\\b.*\\b${name}\\b`).test(line)) ||
    asked.some((line) =>
      /startswith|is_relative_to|commonp(?:ath|refix)|realpath|resolve|isabs|safe|within|inside/.test(
        line,
      ),
    ) ||
    /secure_filename|safe_join|basename|is_safe|_safe\w*\(|validate\w*\(|relative_to\(/.test(body)
  )
}

function report(checker: Checker, call: Node): void {
  checker.report({
    node: call,
    message: 'Names in the archive can lead outside of the target folder.',
    fixes: fixOf(checker, call),
  })
}

/** The filter of the library, from Python 3.12 on and in the late releases of those before. */
function fixOf({ tree, facts }: Checker, call: Node): FixDraft[] {
  if (!/^extract(?:all)?$/.test(calleeName(tree, call))) return []
  const filter = keywordArgument(tree, call, 'filter')
  const quote = facts.tree.source.includes('"') ? '"' : "'"
  const text = `${quote}data${quote}`
  const edit =
    filter === NO_NODE ? addArgument(tree, call, `filter=${text}`) : replace(tree, filter, text)
  if (edit === undefined) return []
  return [{ title: 'Let the library check the names', grade: 'needs-review', edits: [edit] }]
}
