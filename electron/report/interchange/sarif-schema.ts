// SARIF as other tools write it: what is used of a log. An optional part that is null or of another
// kind is as good as absent; a result is not lost for it.
import { z } from 'zod'

const text = z.string().optional().catch(undefined)
const index = z.int().nonnegative().optional().catch(undefined)
/** Some tools number from 0, or give -1 where they know no line. */
const line = z.int().positive().max(10_000_000).optional().catch(undefined)
/** A part that may be missing or null. Its own mistakes count: what is said there is used. */
const part = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => value ?? undefined, schema.optional())
const properties = z.record(z.string(), z.unknown()).optional().catch(undefined)

const Message = z.looseObject({
  text,
  markdown: text,
  id: text,
  arguments: z.array(z.string()).optional().catch(undefined),
})
const Region = z.looseObject({
  startLine: line,
  endLine: line,
  snippet: part(z.looseObject({ text })),
})
const Location = z.looseObject({
  physicalLocation: part(
    z.looseObject({
      artifactLocation: part(z.looseObject({ uri: text, uriBaseId: text, index })),
      region: part(Region),
    }),
  ),
  message: part(Message),
})

export const Result = z.looseObject({
  ruleId: text,
  ruleIndex: index,
  rule: part(z.looseObject({ id: text, index })),
  kind: text,
  level: text,
  message: part(Message),
  locations: part(z.array(Location)),
  codeFlows: z
    .array(
      z.looseObject({
        threadFlows: z.array(
          z.looseObject({ locations: z.array(z.looseObject({ location: part(Location) })) }),
        ),
      }),
    )
    .optional()
    .catch(undefined),
  suppressions: part(z.array(z.looseObject({ kind: text, status: text, justification: text }))),
  baselineState: text,
  partialFingerprints: z.record(z.string(), z.string()).optional().catch(undefined),
  fixes: z
    .array(
      z.looseObject({
        artifactChanges: z.array(
          z.looseObject({
            replacements: z.array(
              z.looseObject({
                deletedRegion: Region.extend({ startColumn: index, endColumn: index }),
                insertedContent: part(z.looseObject({ text })),
              }),
            ),
          }),
        ),
      }),
    )
    .optional()
    .catch(undefined),
  properties,
})

const Rule = z.looseObject({
  id: text,
  name: text,
  shortDescription: part(Message),
  messageStrings: z.record(z.string(), Message).optional().catch(undefined),
  defaultConfiguration: part(z.looseObject({ level: text })),
  properties,
})
const Component = z.looseObject({ name: z.string(), rules: part(z.array(Rule)) })
const Place = z.looseObject({ uri: text, uriBaseId: text })

export const Run = z.looseObject({
  tool: z.looseObject({ driver: Component, extensions: part(z.array(Component)) }),
  artifacts: part(z.array(z.looseObject({ location: part(Place) }))),
  originalUriBaseIds: z.record(z.string(), Place).optional().catch(undefined),
  results: part(z.array(z.unknown())),
})

export const Log = z.looseObject({ version: z.string(), runs: z.array(z.unknown()) })

export type SarifResult = z.output<typeof Result>
export type SarifRule = z.output<typeof Rule>
export type SarifRun = z.output<typeof Run>
export type SarifLocation = z.output<typeof Location>
