// What is done well: practices that the analyzer counted, and what reviewers saw themselves.
import { z } from 'zod'
import { AnchorStateSchema } from './anchors.ts'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'
import { CategorySchema, LocationSchema } from './domain.ts'

const line = z.int().positive()
const PlaceSchema = z.object({
  path: z.string().min(1).max(4_096),
  startLine: line,
  /** Inclusive. */
  endLine: line,
})

export const StrengthPlaceSchema = PlaceSchema.extend({
  /** The lines as they stood when they were chosen. */
  snippet: z.string(),
  /** How they stand in the text that is analysed now; its lines are the ones above. */
  state: AnchorStateSchema,
})
export type StrengthPlace = z.infer<typeof StrengthPlaceSchema>

export const StrengthSchema = z.object({
  id: Id,
  rev: Revision,
  title: z.string(),
  /** Markdown, '' where the title says it all. */
  text: z.string(),
  places: z.array(StrengthPlaceSchema),
  by: z.string(),
  at: Timestamp,
})
export type Strength = z.infer<typeof StrengthSchema>

export const CountedPracticeSchema = z.object({
  id: z.string(),
  title: z.string(),
  sentence: z.string(),
  category: CategorySchema,
  count: z.int(),
  total: z.int(),
  /** Some of the places that follow it. */
  places: z.array(LocationSchema),
})

const Title = z.string().trim().min(1).max(300)
const Text = z.string().max(20_000)
const Places = z.array(PlaceSchema).max(200)
const command = ofReview.extend({ commandId: z.uuid() })

/** Methods of the topic `strengths`; part of the backend's contract. */
export const STRENGTH_METHODS = {
  'strengths.list': {
    input: ofReview,
    output: z.object({
      /** Practices that nearly all places follow, the best supported first. */
      counted: z.array(CountedPracticeSchema),
      own: z.array(StrengthSchema),
    }),
  },
  'strengths.create': {
    input: command.extend({ title: Title, text: Text, places: Places }),
    output: z.object({ strengthId: Id }),
  },
  /** What is not given stays as it is. */
  'strengths.save': {
    input: command.extend({
      strengthId: Id,
      rev: Revision,
      title: Title.optional(),
      text: Text.optional(),
      addPlaces: Places.optional(),
      /** Which of its places to drop, from 0. */
      dropPlaces: z.array(z.int().nonnegative()).max(200).optional(),
    }),
    output: z.object({ rev: Revision }),
  },
  'strengths.remove': {
    input: command.extend({ strengthId: Id, rev: Revision }),
    output: z.object({ ok: z.literal(true) }),
  },
} as const
