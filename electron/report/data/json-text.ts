// JSON that says exactly what was found and still hides nothing from the eye: invisible characters
// stand as escapes, which every parser reads back as the characters themselves.

const HIDDEN = /\p{Default_Ignorable_Code_Point}|[\u007f-\u009f\u2028\u2029\ufff9-\ufffb]/gu

/** Indented JSON text with a line feed at its end; keys in the order of the value. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return `${text.replace(HIDDEN, escaped)}\n`
}

/** The same on a single line. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(HIDDEN, escaped)}\n`
}

function escaped(character: string): string {
  let text = ''
  for (let index = 0; index < character.length; index += 1) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return text
}
