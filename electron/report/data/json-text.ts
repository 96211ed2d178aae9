// JSON that says exactly what was found and still hides nothing from the eye: invisible characters
// stand as escapes, which every parser reads back as the characters themselves.
import type { PacketFile } from '../../api/snapshot.ts'

const HIDDEN = /\p{Default_Ignorable_Code_Point}|[\u007f-\u009f\u2028\u2029\ufff9-\ufffb]/gu

const STEP = '  '

/** Indented JSON text with a line feed at its end; keys in the order of the value. */
export function jsonText(value: unknown): string {
  return `${indented(value, '')}\n`
}

/** The same on a single line. */
export function jsonLine(value: unknown): string {
  return `${shown(JSON.stringify(value))}\n`
}

/**
 * A file of JSON that is never there as a whole: what stands in `depth` lists and objects is one
 * piece. What can be iterated is written as a list, so that its entries need not exist at once.
 */
export function jsonFile(path: string, depth: number, make: () => object): PacketFile {
  const pieces = () => jsonPieces(make(), depth)
  return {
    path,
    pieces,
    get text() {
      return [...pieces()].join('')
    },
  }
}

/** Together what `jsonText` gives. */
function* jsonPieces(value: object, depth: number): Generator<string> {
  yield* parts(value, '', depth)
  yield '\n'
}

function* parts(value: unknown, indent: string, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth === 0) {
    yield indented(value, indent)
    return
  }
  const inner = indent + STEP
  const isList = Symbol.iterator in value
  let before = isList ? '[' : '{'
  for (const [key, one] of isList ? unnamed(value) : named(value)) {
    yield `${before}\n${inner}${key}`
    before = ','
    yield* parts(one, inner, depth - 1)
  }
  const end = isList ? ']' : '}'
  yield before === ',' ? `\n${indent}${end}` : before + end
}

type Part = readonly [key: string, value: unknown]

function* unnamed(values: object & { [Symbol.iterator]?: unknown }): Generator<Part> {
  // It was looked for, and whatever has it can be iterated.
  for (const value of values as Iterable<unknown>) yield ['', value]
}

/** The entries that JSON has words for. */
function named(value: object): readonly Part[] {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => [`${shown(JSON.stringify(key))}: `, one])
}

/** As it stands in lines that begin with `indent`: no string of JSON has line feeds of its own. */
function indented(value: unknown, indent: string): string {
  const text = shown(JSON.stringify(value, undefined, STEP))
  return indent === '' ? text : text.replaceAll('\n', `\n${indent}`)
}

function shown(json: string): string {
  return json.replace(HIDDEN, escaped)
}

function escaped(character: string): string {
  let text = ''
  for (let index = 0; index < character.length; index += 1) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return text
}
