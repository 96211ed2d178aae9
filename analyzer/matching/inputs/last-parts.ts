// Parts of a path that hold no separator: its last name, its ending. What they name stays in the
// folder that they are put behind.
import { behindName } from '../../facts/named-constants.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import type { FileReader } from './input-sources.ts'
import { PATH } from './sinks.ts'

const LAST_PARTS: ReadonlySet<string> = new Set(['name', 'stem', 'suffix'])

/** The sinks that are safe from `Path(text).name`, `os.path.splitext(text)[1]`. */
export function lastPart(reader: FileReader, read: Node): number {
  const { tree, facts } = reader
  if (tree.kind(read) === k.K_ATTRIBUTE) {
    if (!LAST_PARTS.has(facts.name(tree.child(read, k.F_ATTRIBUTE)))) return 0
    const base = madeBy(reader, tree.child(read, k.F_OBJECT))
    if (/^pathlib\.(?:Pure)?(?:Posix|Windows)?Path$/.test(base)) return PATH
    return isDjangoUpload(reader, tree.child(read, k.F_OBJECT)) ? PATH : 0
  }
  if (tree.kind(read) !== k.K_SUBSCRIPT) return 0
  const at = tree.child(read, k.F_SUBSCRIPT)
  const length = tree.end(at) - tree.start(at)
  if (at === NO_NODE || length > 2 || !/^-?[12]$/.test(tree.spelled(at))) return 0
  const value = behindName(facts, tree.child(read, k.F_VALUE))
  if (isCutAt(reader, value, SLASH)) return tree.text(at) === '-1' ? PATH : 0
  // Behind the last dot there is no `..` either.
  if (isCutAt(reader, value, DOT)) {
    const isLast = tree.text(at) === '-1' || /\.rsplit\([^()]*,\s*1\)$/.test(tree.spelled(value))
    return isLast && tree.text(at) !== '2' ? PATH : 0
  }
  return tree.text(at) !== '2' && isSplitting(madeBy(reader, value)) ? PATH : 0
}

/** `request.FILES['file']`: Django keeps the last part of its name alone. */
function isDjangoUpload({ tree, facts }: FileReader, expression: Node): boolean {
  let node = withoutBrackets(tree, expression)
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const [only] = binding?.definitionCount === 1 ? binding.definitions : []
    const written = only && writtenValue(tree, only.node)
    if (written === undefined) return false
    node = withoutBrackets(tree, written.node)
  }
  return /^(?:self\.)?request\.FILES\b/.test(tree.spelled(node).slice(0, MAX_LENGTH))
}

const MAX_LENGTH = 24

const SLASH = /^["']\/["']$|^os\.sep$/
const DOT = /^["']\.["']$/

/** `key.split('/')`, `key.rsplit('/', 1)`, `key.rpartition('/')`: nothing behind the last one has another. */
function isCutAt({ tree, facts }: FileReader, value: Node, separator: RegExp): boolean {
  if (tree.kind(value) !== k.K_CALL) return false
  if (!/^(?:r?split|rpartition)$/.test(calleeName(tree, value))) return false
  const [first] = facts.arguments(value)
  return first !== undefined && separator.test(tree.spelled(behindName(facts, first.value)))
}

/** The same for `extension` of `base, extension = os.path.splitext(text)`. */
export function lastPartUnpacked({ tree, facts }: FileReader, target: Node, value: Node): number {
  const call = withoutBrackets(tree, value)
  if (tree.kind(call) !== k.K_CALL || !isSplitting(facts.calleeName(call) ?? '')) return 0
  return tree.namedChildren(tree.parent(target)).at(-1) === target ? PATH : 0
}

const isSplitting = (origin: string): boolean =>
  /^(?:os|posixpath|ntpath)(?:\.path)?\.split(?:ext)?$/.test(origin)

/** The origin of the call that an expression is, or that alone gives a name its value; '' without. */
function madeBy({ tree, facts }: FileReader, expression: Node): string {
  let node = withoutBrackets(tree, expression)
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const [only] = binding?.definitionCount === 1 ? binding.definitions : []
    const written = only && writtenValue(tree, only.node)
    if (written?.kind !== 'whole') return ''
    node = withoutBrackets(tree, written.node)
  }
  return tree.kind(node) === k.K_CALL ? (facts.calleeName(node) ?? '') : ''
}
