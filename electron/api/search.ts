// Searching a review: what is asked, and the hits that come while it is looked for.
import { z } from 'zod'
import { Id, ofReview } from './base-schemas.ts'

/** Where hits come from, in the order in which they are shown. */
const SEARCH_GROUPS = ['findings', 'texts', 'source'] as const
export const SearchGroupSchema = z.enum(SEARCH_GROUPS)
export type SearchGroup = z.infer<typeof SearchGroupSchema>

/** As many hits of a group are handed over; all of them are counted. */
export const MOST_HITS = 1_000

const SearchOptionsSchema = z.object({
  /** As typed: words, `"phrases"`, `-not`, `path:`, `rule:`. */
  text: z.string().max(20_000),
  /** The words are one regular expression. */
  isRegex: z.boolean(),
  isCaseSensitive: z.boolean(),
})
export type SearchOptions = z.infer<typeof SearchOptionsSchema>

/** What kind of text a reviewer wrote: says what shows it. */
export const WRITTEN_KINDS = [
  'note',
  'reason',
  'fix',
  'comment',
  'packet',
  'test',
  'work',
  'plan',
  'check',
  'template',
  'walkthrough',
  'answer',
  'evidence',
  'strength',
] as const

export const SearchHitSchema = z.object({
  /** The same for the same place in another search. */
  key: z.string(),
  group: SearchGroupSchema,
  /** The finding that it is, or that it is about. */
  findingId: Id.optional(),
  /** '' for a text about no file. */
  path: z.string(),
  /** 1-based; 0 where there is no line. */
  line: z.int().nonnegative(),
  /** UTF-16 columns of the first match in its line (1-based, end exclusive); of source alone. */
  columns: z.object({ start: z.int().positive(), end: z.int().positive() }).optional(),
  /** What was matched: `Message`, `Symbol`, `Note`, `Fix`. */
  what: z.string(),
  /** Of a text: what it is; of a packet's text its field is in `field`. */
  written: z.enum(WRITTEN_KINDS).optional(),
  field: z.string().optional(),
  /** One line around the first match. */
  excerpt: z.string(),
  /** Matches in the excerpt: pairs of start and end (UTF-16, end exclusive), in order, disjoint. */
  marks: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])),
})
export type SearchHit = z.infer<typeof SearchHitSchema>

export const SearchOutcomeSchema = z.object({
  /** `replaced`: another search of the review began; `stopped`: it took too long. */
  state: z.enum(['done', 'replaced', 'stopped']),
  /** All hits of each group. */
  counts: z.record(SearchGroupSchema, z.int().nonnegative()),
  /** Files that have a hit. */
  files: z.int().nonnegative(),
  /** Files of the review whose analysed text is not there any more. */
  unread: z.int().nonnegative(),
  /** Why nothing was looked for, in a sentence. */
  problem: z.string().optional(),
})
export type SearchOutcome = z.infer<typeof SearchOutcomeSchema>

/** Methods of the topic `search`; part of the backend's contract. */
export const SEARCH_METHODS = {
  /**
   * Searches everything; the hits come as `search.found` before the answer does. A search replaces
   * the one of the same review that is under way.
   */
  'search.run': {
    input: ofReview.extend({ searchId: z.uuid(), options: SearchOptionsSchema }),
    output: SearchOutcomeSchema,
  },
  /** Ends the search that is under way. */
  'search.stop': { input: ofReview, output: z.object({ ok: z.literal(true) }) },
} as const

export const SEARCH_EVENTS = {
  /** Hits of one group, in the order in which they are shown. */
  'search.found': z.object({
    reviewId: Id,
    searchId: z.uuid(),
    hits: z.array(SearchHitSchema),
  }),
} as const
