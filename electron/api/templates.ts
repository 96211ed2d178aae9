// The templates of the packet's documents: the built-in ones and the reviewer's copies.
import { z } from 'zod'
import { Id, Revision } from './base-schemas.ts'

/** Longest template, in UTF-16 units. */
const TEMPLATE_ROOM = 200_000

const LintSchema = z.object({
  /** A template that `failed` or ends in an `error` is not used: the built-in one stands in. */
  verdict: z.enum(['success', 'warning', 'failed', 'error']),
  problems: z.array(
    z.object({
      weight: z.enum(['fail', 'warn']),
      message: z.string(),
      /** Line of the template, from 1. */
      line: z.int().positive().optional(),
    }),
  ),
})

export const TemplateSchema = z.object({
  document: z.string(),
  /** The reviewer's own; '' while the built-in one holds. */
  text: z.string(),
  builtIn: z.string(),
  rev: Revision,
  /** What can be named in it, by kind. */
  names: z.array(z.object({ title: z.string(), tags: z.array(z.string()) })),
})
export type Template = z.infer<typeof TemplateSchema>

export const TemplatePreviewSchema = LintSchema.extend({
  /** The document as the text would form it. */
  markdown: z.string(),
})
export type TemplatePreview = z.infer<typeof TemplatePreviewSchema>

const ofDocument = z.object({ reviewId: Id, document: z.string().max(40) })

/** Methods of the topic `templates`; part of the backend's contract. */
export const TEMPLATE_METHODS = {
  'templates.read': { input: ofDocument, output: TemplateSchema },
  /** Of a text that need not be stored; changes nothing. */
  'templates.preview': {
    input: ofDocument.extend({ text: z.string().max(TEMPLATE_ROOM) }),
    output: TemplatePreviewSchema,
  },
  'templates.save': {
    input: ofDocument.extend({
      commandId: z.uuid(),
      rev: Revision,
      /** '' goes back to the built-in template. */
      text: z.string().max(TEMPLATE_ROOM),
    }),
    output: z.object({ rev: Revision }),
  },
} as const
