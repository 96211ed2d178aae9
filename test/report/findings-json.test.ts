import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingsJson } from '../../electron/report/data/findings-json.ts'
import { packetModel } from '../../electron/report/model.ts'
import { FindingsFileSchema, findingsSchemaFile } from '../../electron/report/schema/findings.ts'
import { hostileReview } from '../support/hostile.ts'
import { largeReview } from '../support/large-review.ts'
import { sampleReview } from '../support/sample-review.ts'
import { harmlessReview } from '../support/whole-review.ts'

function validator() {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(findingsSchemaFile().text))
}

describe('findings.json', () => {
  it.each([
    ['the sample review', sampleReview()],
    ['a large review', largeReview(300)],
  ])('of %s is valid by the schema in the packet', (_, snapshot) => {
    const validate = validator()
    const data = JSON.parse(findingsJson(packetModel(snapshot)).text)
    expect(validate(data) ? [] : validate.errors).toEqual([])
  })

  it('is refused by the schema when a field is missing, unknown or of another kind', () => {
    const validate = validator()
    const data = JSON.parse(findingsJson(packetModel(sampleReview())).text)
    expect(validate({ ...data, extra: 1 })).toBe(false)
    expect(validate({ ...data, version: 2 })).toBe(false)
    expect(validate({ ...data, findings: [{ ...data.findings[0], severity: 'urgent' }] })).toBe(
      false,
    )
    const { verdict: _, ...rest } = data
    expect(validate(rest)).toBe(false)
  })

  it('says what a person has read, and is read where an old one does not', () => {
    const review = harmlessReview()
    const data = JSON.parse(findingsJson(packetModel(review)).text)
    expect(data.coverage).toEqual(review.coverage)
    const { coverage: _, ...old } = data
    expect(FindingsFileSchema.safeParse(old).success).toBe(true)
  })

  it('keeps every text exactly, and shows hidden characters as escapes', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        const text = findingsJson(packetModel(snapshot)).text
        const data = FindingsFileSchema.parse(JSON.parse(text))
        expect(data.findings.map((one) => [one.message, one.note, one.fixes[0]?.after])).toEqual(
          snapshot.findings.map((one) => [one.finding.message, one.note, one.fixes[0]?.after]),
        )
        expect(text).not.toMatch(/[\p{Default_Ignorable_Code_Point}\u2028\u2029\u0080-\u009f]/u)
      }),
      { numRuns: 40 },
    )
  })
})
