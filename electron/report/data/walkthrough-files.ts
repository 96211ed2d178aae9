// The walkthrough as Markdown, as a page of which each step is printed on one of its own, and as a
// CodeTour file.
import type { Root } from 'mdast'
import type { PacketFile, SnapshotWalkthroughStep } from '../../api/snapshot.ts'
import { codeTourText } from '../interchange/code-tour.ts'
import { counted } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { type Block, code, field, heading, mono, paragraph } from '../tree/build.ts'
import { markdownText } from '../tree/markdown.ts'
import { prose } from '../tree/prose.ts'

/** No files where no walkthrough was made; `page` makes the text of a page, which is left out without. */
export function walkthroughFiles(
  { snapshot }: PacketModel,
  page?: (tree: Root) => string,
): readonly PacketFile[] {
  const { walkthrough, review, minutes = [] } = snapshot
  if (walkthrough === undefined) return []
  const { title, explanation, steps } = walkthrough
  const blocks: Block[] = [
    heading(1, title),
    paragraph(`${counted(steps.length, 'step')}. ${explanation}`),
    ...steps.flatMap((step, at) => stepBlocks(step, at, steps.length)),
    ...(minutes.length === 0
      ? []
      : [paragraph('What was decided stands in the implementation plan, under its decisions.')]),
  ]
  const tour = {
    title,
    steps: steps.map((step) => ({ ...step, fingerprint: step.fingerprint })),
  }
  const tree: Root = { type: 'root', children: blocks }
  return [
    { path: 'walkthrough.md', text: markdownText(tree) },
    ...(page === undefined ? [] : [{ path: 'walkthrough.html', text: page(tree) }]),
    { path: 'walkthrough.tour', text: codeTourText(tour, review.commit) },
  ]
}

function stepBlocks(step: SnapshotWalkthroughStep, at: number, total: number): Block[] {
  const { title, path, startLine, endLine, text, snippet } = step
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  return [
    heading(2, `${at + 1} of ${total}: ${title}`),
    field('Place', mono(`${path}:${lines}`)),
    ...prose(text),
    ...(snippet === '' ? [] : code(snippet, 'python')),
  ]
}
