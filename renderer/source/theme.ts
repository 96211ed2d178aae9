// Monaco's colours, read from the window's tokens so that they are written down once.
import type { Severity } from '../../analyzer/model.ts'
import { SEVERITIES } from '../../analyzer/model.ts'
import type { Monaco } from './monaco.ts'

/** The id of a severity's colour in our Monaco themes, for rulers and the minimap. */
export function severityColor(severity: Severity): string {
  return `lectern.${severity}`
}
export const ACCENT_COLOR = 'lectern.accent'
export const GOOD_COLOR = 'lectern.good'

export type ThemeName = 'light' | 'dark'

function tokensOf(theme: ThemeName): (name: string) => string {
  const probe = document.createElement('div')
  probe.dataset.theme = theme
  probe.hidden = true
  document.body.append(probe)
  const style = getComputedStyle(probe)
  const values = new Map<string, string>()
  return (name) => {
    const known = values.get(name)
    if (known !== undefined) {
      return known
    }
    const value = fullHex(style.getPropertyValue(`--${name}`).trim())
    values.set(name, value)
    return value
  }
}

/** Monaco knows `#rrggbb` and `#rrggbbaa`; minified style sheets say `#rgb`. */
function fullHex(color: string): string {
  return /^#[\da-f]{3,4}$/iu.test(color) ? color.replace(/[\da-f]/giu, '$&$&') : color
}

/** Defines or redefines `lectern-light` and `lectern-dark`. */
export function defineThemes(monaco: Monaco) {
  for (const name of ['light', 'dark'] as const) {
    const token = tokensOf(name)
    const bare = (color: string) => token(color).replace('#', '')
    monaco.editor.defineTheme(`lectern-${name}`, {
      base: name === 'light' ? 'vs' : 'vs-dark',
      inherit: false,
      rules: [
        { token: '', foreground: bare('text') },
        { token: 'keyword', foreground: bare('syntax-keyword') },
        { token: 'string', foreground: bare('syntax-string') },
        { token: 'number', foreground: bare('syntax-number') },
        { token: 'comment', foreground: bare('syntax-comment') },
        { token: 'tag', foreground: bare('syntax-type') },
        { token: 'type', foreground: bare('syntax-type') },
        { token: 'invalid', foreground: bare('text') },
      ],
      colors: {
        'editor.background': token('surface'),
        'editor.foreground': token('text'),
        'editorLineNumber.foreground': token('text-muted'),
        'editorLineNumber.activeForeground': token('text'),
        'editorGutter.background': token('surface'),
        'editor.selectionBackground': token('surface-selected'),
        'editor.inactiveSelectionBackground': token('surface-selected'),
        'editor.wordHighlightBackground': token('surface-hover'),
        'editor.wordHighlightStrongBackground': token('surface-hover'),
        'editor.selectionHighlightBackground': token('surface-hover'),
        'editor.findMatchBackground': token('find'),
        'editor.findMatchHighlightBackground': token('find'),
        'editorIndentGuide.background1': token('line'),
        'editorBracketMatch.background': token('surface-hover'),
        'editorBracketMatch.border': token('line-strong'),
        'editorWidget.background': token('surface-overlay'),
        'editorWidget.border': token('line'),
        'editorHoverWidget.background': token('surface-overlay'),
        'editorHoverWidget.border': token('line'),
        'editorStickyScroll.background': token('surface'),
        'editorStickyScroll.border': token('line'),
        'editorStickyScrollHover.background': token('surface-hover'),
        'editorStickyScroll.shadow': '#00000000',
        'minimap.background': token('surface'),
        'scrollbar.shadow': '#00000000',
        'diffEditor.insertedTextBackground': token('inserted'),
        'diffEditor.removedTextBackground': token('removed'),
        'diffEditor.insertedLineBackground': token('inserted'),
        'diffEditor.removedLineBackground': token('removed'),
        'diffEditor.border': token('line'),
        'input.background': token('surface'),
        'input.border': token('line-strong'),
        focusBorder: token('accent'),
        'editorCursor.foreground': token('accent'),
        'editorUnicodeHighlight.border': token('high'),
        ...Object.fromEntries(
          [1, 2, 3, 4, 5, 6].map((depth) => [
            `editorBracketHighlight.foreground${depth}`,
            token('text'),
          ]),
        ),
        [ACCENT_COLOR]: token('accent'),
        [GOOD_COLOR]: token('good'),
        ...Object.fromEntries(
          SEVERITIES.map((severity) => [severityColor(severity), token(severity)]),
        ),
      },
    })
  }
}

/** The theme that the window shows now. */
export function currentTheme(): ThemeName {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
}
