// Markdown for viewers that may render all of it: without HTML, pictures and links but to the web.
import { markdownText } from './markdown.ts'
import { prose } from './prose.ts'
import { visibleLine } from './visible.ts'

/** What could be more than words, code and emphasis in a line. */
const MORE = /[<>[\]&\\|#]|:\/\/|www\.|@|^\s*(?:[-+*=]|\d+[.)])/i

/** The text as it is where nothing can be in it, else written anew from what may stay. */
export function safeMarkdown(markdown: string): string {
  if (!MORE.test(markdown) && visibleLine(markdown) === markdown) return markdown
  return markdownText({ type: 'root', children: prose(markdown) }).trimEnd()
}
