// Messages of other tools are plain text: what Markdown would take for markup is not. Names between
// single backticks are how most of them write code, and stay so.

const CODE = /((?<!`)`[^`\r\n]{1,200}`(?!`))/

export function plainAsMarkdown(message: string): string {
  return message
    .split(CODE)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/[\\*_[\]<>#|~]/g, '\\$&')))
    .join('')
}
