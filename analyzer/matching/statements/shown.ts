/** An expression for a message: in one line, and its start alone where it is longer than `most`. */
export function inOneLine(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > most ? `${line.slice(0, most - 3)}...` : line
}
