// Markdown for viewers that may render all of it (without HTML, pictures and links but to the web),
// and the same words for those that render none.
import { markdownText } from './markdown.ts'
import { blocksLine, prose } from './prose.ts'
import { visibleLine } from './visible.ts'

/** What could be more than words, code and emphasis in a line. */
const MORE = /[<>[\]&\\|#]|:\/\/|www\.|@|^\s*(?:[-+*=]|\d+[.)])/i

export interface TextForms {
  /** In one line, without marks. */
  readonly line: string
  /** As it is where nothing can be in it, else written anew from what may stay. */
  readonly markdown: string
}

/** Gives the forms of texts. Each text is read once, however often it is asked for. */
export function textForms(): (markdown: string) => TextForms {
  const known = new Map<string, TextForms>()
  return (markdown) => {
    const forms = known.get(markdown) ?? formsOf(markdown)
    known.set(markdown, forms)
    return forms
  }
}

function formsOf(markdown: string): TextForms {
  const blocks = prose(markdown)
  const line = blocksLine(blocks)
  const isPlain = !MORE.test(markdown) && visibleLine(markdown) === markdown
  return {
    line,
    markdown: isPlain ? markdown : markdownText({ type: 'root', children: blocks }).trimEnd(),
  }
}
