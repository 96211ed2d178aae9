// What a test run and a coverage measurement say, from JUnit XML and coverage.xml. The tags are read
// one by one; nothing in the file is resolved, followed or carried out.
import { counted, whole } from '../labels.ts'
import { proseLine } from '../tree/prose.ts'
import { type Imported, NOTHING } from './changes.ts'

const TAG =
  /<(testsuites?|testcase|failure|error|skipped|coverage)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g

/** Failed tests that are named one by one. */
const NAMED = 10

/** True for JUnit XML or coverage.xml. */
export function isTestEvidence(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*|<!DOCTYPE[^>[]*>\s*)*<(?:testsuites?|coverage)[\s>]/.test(
    text.slice(0, 4_000),
  )
}

/** The evidence as a draft of the test status; a reviewer confirms it. */
export function readTestEvidence(text: string): Imported {
  const plain = without(without(text, '<![CDATA[', ']]>'), '<!--', '-->')
  const sentences = [...tests(plain), ...coverage(plain)]
  const evidence = sentences.join(' ')
  return {
    ...NOTHING,
    kind: 'test-evidence',
    texts: evidence === '' ? [] : [{ field: 'test-status', text: evidence }],
    problems: evidence === '' ? ['The file names no test and no covered line.'] : [],
  }
}

/** The text without its parts between two marks; what is never closed goes to the end. */
function without(text: string, start: string, end: string): string {
  const kept: string[] = []
  let at = 0
  while (at < text.length) {
    const from = text.indexOf(start, at)
    if (from === -1) break
    kept.push(text.slice(at, from))
    const to = text.indexOf(end, from + start.length)
    at = to === -1 ? text.length : to + end.length
  }
  return [...kept, text.slice(at)].join('')
}

function tests(text: string): string[] {
  const failed: string[] = []
  let total = 0
  let skipped = 0
  let current: { readonly name: string; isDone: boolean } | undefined
  for (const [, tag = '', attributes = ''] of text.matchAll(TAG)) {
    if (tag === 'testcase') {
      total += 1
      const [group, name] = [attribute(attributes, 'classname'), attribute(attributes, 'name')]
      current = { name: [group, name].filter((part) => part !== '').join('.'), isDone: false }
    } else if (current !== undefined && !current.isDone) {
      if (tag === 'failure' || tag === 'error') failed.push(current.name)
      if (tag === 'skipped') skipped += 1
      current.isDone = true
    }
  }
  if (total === 0) return []
  const passed = total - failed.length - skipped
  const share = Math.floor((1_000 * passed) / total) / 10
  const names = failed.slice(0, NAMED).map((name) => `\`${proseLine(name).replaceAll('`', "'")}\``)
  const more = failed.length > NAMED ? ` and ${whole(failed.length - NAMED)} more` : ''
  return [
    `${whole(passed)} of ${counted(total, 'test')} pass (${share} %), ${whole(failed.length)} fail, ${whole(skipped)} are skipped.`,
    ...(failed.length === 0 ? [] : [`Failing: ${names.join(', ')}${more}.`]),
  ]
}

function coverage(text: string): string[] {
  for (const [, tag, attributes = ''] of text.matchAll(TAG)) {
    if (tag !== 'coverage') continue
    const number = (name: string) => {
      const value = attribute(attributes, name)
      return value === '' ? Number.NaN : Number(value)
    }
    const [covered, valid] = [number('lines-covered'), number('lines-valid')]
    if (Number.isInteger(covered) && Number.isInteger(valid) && valid > 0) {
      const share = Math.floor((1_000 * covered) / valid) / 10
      return [`${whole(covered)} of ${counted(valid, 'line')} are covered (${share} %).`]
    }
    const rate = number('line-rate')
    if (rate >= 0 && rate <= 1)
      return [`${Math.floor(rate * 1_000) / 10} % of the lines are covered.`]
  }
  return []
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2] ?? ''
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
