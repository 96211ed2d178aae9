import { describe, expect, test } from 'vitest'
import { shortPath } from '../../renderer/ui/paths.ts'
import { showHidden } from '../../renderer/ui/visible-text.ts'

describe('a path is shortened', () => {
  test.each([
    ['not at all when it fits', 'src/app/models.py', 17, 'src/app/models.py'],
    ['to the file name, so that the title has the room', 'src/app/models.py', 16, 'models.py'],
    [
      'to the folder and a name that many folders have',
      'src/app/__init__.py',
      9,
      'app/__init__.py',
    ],
    ['to the name of such a file at the root', '__main__.py', 9, '__main__.py'],
    [
      'within a file name that nobody reads whole',
      'a/test_that_a_very_long_module_name_is_cut.py',
      11,
      'test_that_a_very…_name_is_cut.py',
    ],
  ])('%s', (_what, path, length, expected) => {
    expect(shortPath(path, length)).toBe(expected)
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
