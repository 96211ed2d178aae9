// Reads a table of text as spreadsheets save it: RFC 4180, with commas, semicolons or tabs.

/** Rows of cells. A quote that is never closed takes the rest of the text. */
export function readCsv(source: string): string[][] {
  const text = source.replace(/^\ufeff/, '')
  const separator = separatorOf(text)
  const rows: string[][] = [[]]
  let cell = ''
  let at = 0
  const endCell = () => {
    rows.at(-1)?.push(cell)
    cell = ''
  }
  while (at < text.length) {
    const character = text[at] ?? ''
    if (character === '"' && cell === '') {
      const end = closingQuote(text, at + 1)
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
      // What stands between a closing quote and the separator belongs to nothing.
      while (at < text.length && !isEnd(text[at], separator)) at += 1
    } else if (character === separator) {
      endCell()
      at += 1
    } else if (character === '\n' || character === '\r') {
      endCell()
      at += text.startsWith('\r\n', at) ? 2 : 1
      rows.push([])
    } else {
      cell += character
      at += 1
    }
  }
  endCell()
  return rows.filter((row) => row.some((one) => one !== ''))
}

function isEnd(character: string | undefined, separator: string): boolean {
  return character === separator || character === '\n' || character === '\r'
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at === -1 ? text.length : at
}

/** The most frequent candidate in the first line. */
function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const count = (one: string) => first.split(one).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}
