// A walkthrough as a CodeTour file and back. The speaker's notes are in neither.
import { z } from 'zod'
import { visibleLine } from '../tree/visible.ts'

/** https://aka.ms/codetour-schema; lines and characters are 1-based. */
const SCHEMA = 'https://aka.ms/codetour-schema'

export interface TourStep {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly title: string
  readonly text: string
  readonly view: 'source' | 'fix'
  /** Of the finding; undefined for a step about lines alone. */
  readonly fingerprint: string | undefined
}

export interface Tour {
  readonly title: string
  readonly steps: readonly TourStep[]
}

const Line = z.int().positive().max(10_000_000)
const TourSchema = z.object({
  title: z.string().max(1_000),
  steps: z
    .array(
      z.object({
        file: z.string().min(1).max(4_096).optional(),
        line: Line.optional(),
        title: z.string().max(1_000).optional(),
        description: z.string().max(100_000),
        selection: z
          .object({ start: z.object({ line: Line }), end: z.object({ line: Line }) })
          .optional(),
      }),
    )
    .max(2_000),
})

const MARK = /\n*<!-- lectern (source|fix)(?: ([0-9a-f]{8,128}))? -->\s*$/

/** The text of a `.tour` file; `ref` is the commit that the lines belong to. */
export function codeTourText({ title, steps }: Tour, ref: string | undefined): string {
  const tour = {
    $schema: SCHEMA,
    title: visibleLine(title),
    ...(ref === undefined ? {} : { ref }),
    steps: steps.map((step) => ({
      file: step.path,
      line: step.endLine,
      title: visibleLine(step.title),
      description: `${step.text}\n\n<!-- lectern ${step.view}${step.fingerprint === undefined ? '' : ` ${step.fingerprint}`} -->`,
      selection: {
        start: { line: step.startLine, character: 1 },
        end: { line: step.endLine, character: 1 },
      },
    })),
  }
  return `${JSON.stringify(tour, undefined, 2)}\n`
}

/** The steps of a `.tour` file that show a file; undefined when it is none. */
export function readCodeTour(data: unknown): (Tour & { readonly skipped: number }) | undefined {
  const parsed = TourSchema.safeParse(data).data
  if (parsed === undefined) return undefined
  const steps = parsed.steps.flatMap(
    ({ file, line, title, description, selection }): TourStep[] => {
      const last = selection?.end.line ?? line
      if (file === undefined || last === undefined) return []
      const mark = MARK.exec(description)
      const text = description.replace(MARK, '')
      return [
        {
          path: file.replaceAll('\\', '/'),
          startLine: Math.min(selection?.start.line ?? last, last),
          endLine: last,
          title: (title?.trim() || firstLine(text) || file).slice(0, 300),
          text: text.slice(0, 20_000),
          view: mark?.[1] === 'fix' ? 'fix' : 'source',
          fingerprint: mark?.[2],
        },
      ]
    },
  )
  return {
    title: parsed.title.trim().slice(0, 300),
    steps,
    skipped: parsed.steps.length - steps.length,
  }
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').replace(/^#+\s*/, '').trim()
}
