// INI files as Python's configparser reads them: `setup.cfg`, `tox.ini`, `pytest.ini`.

/** Sections by name, options by name in lower case; values of several lines joined by `\n`. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Lines that are neither sections, options nor continuations are passed over. */
export function readIni(text: string): IniFile {
  const file = new Map<string, Map<string, string>>()
  let section: Map<string, string> | undefined
  let option: string | undefined
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^\s*[#;].*$/, '').replace(/\s[#;].*$/, '')
    if (line.trim() === '') continue
    const header = /^\[([^\]]+)\]/.exec(line)
    if (header !== null) {
      section = file.get(header[1] as string) ?? new Map<string, string>()
      file.set(header[1] as string, section)
      option = undefined
      continue
    }
    if (section === undefined) continue
    if (/^\s/.test(line) && option !== undefined) {
      const before = section.get(option) ?? ''
      section.set(option, before === '' ? line.trim() : `${before}\n${line.trim()}`)
      continue
    }
    const pair = /^\s*([^=:]+?)\s*[=:]\s*(.*)$/.exec(line)
    if (pair === null) continue
    option = (pair[1] as string).toLowerCase()
    section.set(option, (pair[2] as string).trim())
  }
  return file
}
