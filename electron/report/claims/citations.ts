// `src/queue.py:71-77` in a text: the file and its lines have to be there.
import { counted } from '../labels.ts'
import type { ClaimFacts, ClaimFile, ClaimProblem } from './claim.ts'
import { isForeign } from './foreign-file.ts'
import type { Sentence } from './sentences.ts'

const PATH = String.raw`(?<![\w/.:@-])((?:\.\/)?(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:pyi?|pyw|pyx|pxd|ipynb))`
/** A place in a file; a column may follow the line. */
const PLACE = new RegExp(
  String.raw`${PATH}:(\d{1,7})(?:\s?[-–]\s?(\d{1,7})|:\d{1,5})?(?![\w.]*\w)`,
  'g',
)
const FILE = new RegExp(PATH, 'g')
/** Lines of the file that the finding is in. */
const LINES =
  /\blines?\s+(\d{1,7})(?:\s?(?:-|–|to|and)\s?(\d{1,7}))?(?!\d|\.\d|\s*(?:of|in|long|each|%|characters?|chars|columns?|bytes|wide))/gi

export function citationProblems(sentence: Sentence, facts: ClaimFacts): readonly ClaimProblem[] {
  const { text, start } = sentence
  const found: ClaimProblem[] = []
  for (const match of text.matchAll(PLACE)) {
    const [cited, path = '', first = '', last] = match
    const problem = ofPlace(path, Number(first), Number(last ?? first), facts)
    if (problem === undefined) continue
    const at = start + match.index
    found.push({ kind: 'citation', start: at, end: at + cited.length, message: problem })
  }
  // "Lines 12-14" are those of the finding's file unless another one is named.
  const { subject } = facts
  if (subject === undefined || [...text.matchAll(FILE)].length > 0) return found
  for (const match of text.matchAll(LINES)) {
    const [cited, first = '', last] = match
    const problem = ofLines([subject.file], Number(first), Number(last ?? first))
    if (problem === undefined) continue
    const at = start + match.index
    found.push({ kind: 'citation', start: at, end: at + cited.length, message: problem })
  }
  return found
}

function ofPlace(
  named: string,
  first: number,
  last: number,
  facts: ClaimFacts,
): string | undefined {
  const path = named.replace(/^\.\//, '')
  const files = facts.files(path)
  if (files.length > 0) return ofLines(files, first, last)
  return isForeign(path) ? undefined : `No file of this review is called ${path}.`
}

/** A place that holds in one of the files is none to complain about. */
function ofLines(files: readonly ClaimFile[], first: number, last: number): string | undefined {
  const [file] = files
  if (first > last) return `The lines ${first}-${last} end before they start.`
  if (file === undefined || first === 0) return undefined
  if (files.some(({ lines }) => last <= lines || lines === 0)) return undefined
  if (files.length > 1)
    return `None of the ${files.length} files of this name has ${counted(last, 'line')}.`
  return `${file.path} has ${counted(file.lines, 'line')}.`
}
