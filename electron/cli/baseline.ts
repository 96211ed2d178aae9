// What a former packet knew already: its findings are marked, and only the others fail the gate.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { GateVerdict } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import { judgeGates } from '../api/gates.ts'
import type { ReviewSnapshot } from '../api/snapshot.ts'

/** The side files of a packet that tell fingerprints, as far as they are read here. */
const SarifSchema = z.object({
  runs: z.array(
    z.object({
      results: z.array(z.object({ partialFingerprints: z.record(z.string(), z.string()) })),
    }),
  ),
})
const FindingsSchema = z.object({ findings: z.array(z.object({ fingerprint: z.string() })) })
const FINGERPRINT = 'lectern/v1'

/** Fingerprints of the findings in a `findings.sarif` or `findings.json`. Throws AppError. */
export function readBaseline(file: string): ReadonlySet<string> {
  const data = parsed(file)
  const findings = FindingsSchema.safeParse(data)
  if (findings.success) return new Set(findings.data.findings.map((one) => one.fingerprint))
  const sarif = SarifSchema.safeParse(data)
  if (!sarif.success) throw unusable(file, 'It is no findings.sarif or findings.json of a packet.')
  const results = sarif.data.runs.flatMap((run) => run.results)
  return new Set(results.flatMap((one) => one.partialFingerprints[FINGERPRINT] ?? []))
}

/** The gates as they stand without what the baseline knows. */
export function gatesAgainst(
  { gates, findings, files, run }: ReviewSnapshot,
  baseline: ReadonlySet<string> | undefined,
): readonly GateVerdict[] {
  if (baseline === undefined) return gates
  const added = findings
    .filter(({ baselineState }) => baselineState === 'new')
    .map((one) => ({
      ...one,
      isSuppressed: one.finding.suppressed !== undefined,
      isGone: false,
    }))
  const read = files.filter(({ state }) => state !== 'skipped').length
  return judgeGates(added, { read, runState: run.state })
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw unusable(file, error instanceof Error ? error.message : String(error))
  }
}

function unusable(file: string, why: string): AppError {
  return new AppError(
    'invalid-input',
    `--baseline ${file} cannot be used. ${why}`,
    'Name the findings.sarif or findings.json of an earlier packet.',
  )
}
