// Action items as the window shows and moves them: who works on which finding, and how far it is.
import { z } from 'zod'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'
import { CategorySchema, PrioritySchema } from './domain.ts'

export const ITEM_STATES = [
  'not-started',
  'assigned',
  'in-progress',
  'submitted',
  'accepted',
  'rejected',
  'cancelled',
  'verified',
] as const
export const ItemStateSchema = z.enum(ITEM_STATES)
export type ItemState = z.infer<typeof ItemStateSchema>

export const ActionItemSchema = z.object({
  id: Id,
  rev: Revision,
  findingId: Id,
  state: ItemStateSchema,
  priority: PrioritySchema,
  assigneeId: Id.nullable(),
  assignee: z.string(),
  assignedAt: Timestamp.nullable(),
  startedAt: Timestamp.nullable(),
  submittedAt: Timestamp.nullable(),
  decidedAt: Timestamp.nullable(),
  decidedBy: z.string(),
  rationale: z.string(),
  /** When it has to be submitted; null while nobody has it. */
  dueAt: Timestamp.nullable(),
  isOverdue: z.boolean(),
  isRemoved: z.boolean(),
  /** Where it can go from here. */
  next: z.array(ItemStateSchema),
})
export type ActionItem = z.infer<typeof ActionItemSchema>

export const PersonSchema = z.object({
  id: Id,
  rev: Revision,
  name: z.string(),
  email: z.string(),
  capacity: z.int(),
  isAway: z.boolean(),
  expertise: z.array(CategorySchema),
  /** Items on the desk, counted. */
  carried: z.int(),
  /** There and with room. */
  isAvailable: z.boolean(),
})
export type Person = z.infer<typeof PersonSchema>

const hours = z.number().min(0.25).max(100_000)
export const WorkRulesSchema = z.object({
  rev: Revision,
  emailDomains: z.array(z.string()),
  /** Hours from assignment to submission for each priority. */
  hours: z.object({ P0: hours, P1: hours, P2: hours, P3: hours }),
})
export type WorkRules = z.infer<typeof WorkRulesSchema>

export const WorkSchema = z.object({
  items: z.array(ActionItemSchema),
  people: z.array(PersonSchema),
  rules: WorkRulesSchema,
  counts: z.record(ItemStateSchema, z.int()),
  overdue: z.int(),
})
export type Work = z.infer<typeof WorkSchema>

const command = ofReview.extend({ commandId: z.uuid() })
const saved = z.object({ id: Id, rev: Revision })

const domain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}$/i)

/** Methods of the topic `items`; part of the backend's contract. */
export const ITEM_METHODS = {
  'items.work': { input: ofReview, output: WorkSchema },
  /** Makes the item of a finding if it has none, and gives it to somebody. */
  'items.assign': {
    input: command.extend({ findingId: Id, rev: Revision, personId: Id }),
    output: saved,
  },
  'items.move': {
    input: command.extend({
      itemId: Id,
      rev: Revision,
      to: ItemStateSchema.exclude(['assigned']),
      /** Mandatory for a decision: accepted, rejected, cancelled, verified. */
      rationale: z.string().max(10_000),
    }),
    output: saved,
  },
  /** Takes an item out of sight, or back into it; its history stays. */
  'items.remove': {
    input: command.extend({ itemId: Id, rev: Revision, isRemoved: z.boolean() }),
    output: saved,
  },
  /** Who could take a finding: those with room first, by expertise, then by load. */
  'items.candidates': {
    input: ofReview.extend({ findingId: Id }),
    output: z.array(PersonSchema),
  },
  'items.savePerson': {
    input: command.extend({
      personId: Id.nullable(),
      rev: Revision,
      name: z.string().trim().min(1).max(200),
      email: z.string().trim().max(320),
      capacity: z.int().min(0).max(1_000),
      isAway: z.boolean(),
      expertise: z.array(CategorySchema).max(50),
    }),
    output: saved,
  },
  'items.removePerson': {
    input: command.extend({ personId: Id, rev: Revision }),
    output: z.object({ ok: z.literal(true) }),
  },
  'items.saveRules': {
    input: command.extend({
      rev: Revision,
      emailDomains: z.array(domain).max(100),
      hours: WorkRulesSchema.shape.hours,
    }),
    output: z.object({ rev: Revision }),
  },
} as const
