// Characters that hide or reorder what is read are shown as what they are.

// Controls, soft hyphen, Arabic letter mark, Mongolian separator, zero width and bidi marks,
// invisible operators, byte order mark, interlinear marks, tags. Tab and line feed stay.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** The text with each hidden character written as `[U+202E]`. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}
