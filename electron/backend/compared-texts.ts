// A file as two runs read it, out of the texts that were kept.
import type { FileRecord } from '../../analyzer/model.ts'
import type { ComparedText } from '../api/compare.ts'
import type { Output, ParsedInput } from '../api/contract.ts'
import { ISSUE_NAMES } from '../api/issue-names.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { analysedText } from './text-lines.ts'

type Asked = Omit<ParsedInput<'analysis.comparedTexts'>, 'reviewId'>

/** A file as two runs read it. The paths differ where it was renamed between them. */
export function comparedTexts(
  store: ReviewStore,
  { a, b, pathA, pathB }: Asked,
): Output<'analysis.comparedTexts'> {
  const [fileA, fileB] = [store.runs.file(a, pathA), store.runs.file(b, pathB)]
  return {
    a: textOf(store, pathA, fileA, 'Run A'),
    b: textOf(store, pathB, fileB, 'Run B'),
    isSame: fileA !== undefined && fileA.sha256 !== '' && fileA.sha256 === fileB?.sha256,
  }
}

function textOf(
  store: ReviewStore,
  path: string,
  file: FileRecord | undefined,
  run: string,
): ComparedText {
  if (file === undefined) {
    return { state: 'absent', text: '', note: `${run} found no file of this name.` }
  }
  if (file.sha256 === '') {
    const why = file.detail ?? (file.issue === undefined ? '' : ISSUE_NAMES[file.issue])
    return { state: 'unread', text: '', note: `${run} did not read this file. ${why}`.trim() }
  }
  const text = analysedText(store, path, file.sha256)
  if (text !== undefined) return { state: 'kept', text, note: '' }
  const note = `The text that ${run} read was not kept: no finding stood in it, and nobody opened it.`
  return { state: 'not-kept', text: '', note: note.replace('Run', 'run') }
}
