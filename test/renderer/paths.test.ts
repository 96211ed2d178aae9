import { describe, expect, test } from 'vitest'
import { cutPath } from '../../renderer/ui/paths.ts'
import { showHidden } from '../../renderer/ui/visible-text.ts'

describe('a path is cut', () => {
  test.each([
    ['not at all when it fits', 'src/app/models.py', 17, 'src/app/models.py'],
    ['in the middle', 'src/app/billing/models.py', 20, 'src/…/models.py'],
    ['with as many last folders as fit', 'src/app/api/v2/models.py', 20, 'src/…/v2/models.py'],
    ['to the file name when no folder fits', 'application/models.py', 12, '…/models.py'],
    ['to the file name alone', 'application/models.py', 10, 'models.py'],
    [
      'within a file name that is longer than all room',
      'a/very_long_module_name.py',
      11,
      'very_…me.py',
    ],
  ])('%s', (_what, path, length, expected) => {
    const cut = cutPath(path, length)
    expect(cut).toBe(expected)
    expect(cut.length).toBeLessThanOrEqual(length)
  })
})

describe('hidden characters are shown', () => {
  test.each([
    ['a direction override', 'access\u202elevel', 'access[U+202E]level'],
    ['a zero width space', 'ad\u200bmin', 'ad[U+200B]min'],
    ['a byte order mark', '\ufeffx', '[U+FEFF]x'],
    ['an escape sequence', '\u001b[31m', '[U+001B][31m'],
    ['a tag character', 'a\u{e0041}', 'a[U+E0041]'],
    ['and line feeds, tabs and letters of all scripts stay', 'é\tπ\n漢', 'é\tπ\n漢'],
  ])('%s', (_what, text, expected) => {
    expect(showHidden(text)).toBe(expected)
  })
})
