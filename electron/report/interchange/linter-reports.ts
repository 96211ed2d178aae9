// Reports of linters in their own forms: pylint's JSON, and lines of text as flake8, pylint, mypy and
// ruff write them.
import { z } from 'zod'
import type { Severity } from '../../../analyzer/model.ts'
import { counted } from '../labels.ts'
import { type Imported, type ImportedFinding, NOTHING } from './changes.ts'
import { type IsFile, pathBelow } from './foreign-path.ts'
import { plainAsMarkdown } from './plain-markdown.ts'

/** Of pylint's `json`; its `json2` calls the code `messageId`. */
const Message = z.looseObject({
  type: z.string(),
  path: z.string(),
  line: z.int().nonnegative().nullish(),
  endLine: z.int().nonnegative().nullish(),
  symbol: z.string().nullish(),
  message: z.string(),
  messageId: z.string().nullish(),
  'message-id': z.string().nullish(),
  obj: z.string().nullish(),
})

const PYLINT_SEVERITY: Readonly<Record<string, Severity>> = {
  fatal: 'high',
  error: 'high',
  warning: 'medium',
  refactor: 'low',
  convention: 'low',
  info: 'info',
  information: 'info',
}

/** True for pylint's JSON, of both kinds. */
export function isPylint(text: string): boolean {
  const start = text.slice(0, 4_000)
  return (
    /^\s*(?:\[|\{\s*"messages"\s*:\s*\[)/.test(start) &&
    /"(?:message-id|messageId)"\s*:/.test(start) &&
    /"symbol"\s*:/.test(start)
  )
}

export function readPylint(json: unknown, root: string, isFile?: IsFile): Imported {
  const list = z
    .union([z.array(z.unknown()), z.looseObject({ messages: z.array(z.unknown()) })])
    .safeParse(json)
  const all = !list.success ? [] : Array.isArray(list.data) ? list.data : list.data.messages
  const read = all.map((one) => Message.safeParse(one))
  const unreadable = read.filter(({ success }) => !success).length
  return {
    ...NOTHING,
    kind: 'linter-report',
    findings: read.flatMap(({ data }) =>
      data === undefined ? [] : [ofPylint(data, root, isFile)],
    ),
    problems:
      unreadable === 0 ? [] : [`pylint: ${counted(unreadable, 'message')} could not be read.`],
  }
}

function ofPylint(
  one: z.output<typeof Message>,
  root: string,
  isFile: IsFile | undefined,
): ImportedFinding {
  const id = one.messageId ?? one['message-id'] ?? one.symbol ?? 'unknown'
  const startLine = Math.max(1, one.line ?? 1)
  const where = one.obj ? `\n\nIn \`${one.obj.replaceAll('`', '')}\`.` : ''
  return {
    ruleId: `pylint:${id}`,
    title: one.symbol ? `${id} ${one.symbol}` : id,
    message: `${plainAsMarkdown(one.message)}${where}`,
    severity: PYLINT_SEVERITY[one.type.toLowerCase()] ?? 'medium',
    path: pathBelow(one.path, root, isFile),
    startLine,
    endLine: Math.max(startLine, one.endLine ?? startLine),
    snippet: '',
    status: 'not-started',
  }
}

/** `app/a.py:12:5: F401 'os' imported but unused`; the column may be missing. */
const LINE =
  /^((?:[A-Za-z]:)?[^:\r\n]{1,1000}\.(?:pyw?|pyi|pyx|pxd|ipynb)):(\d{1,7})(?::(\d{1,7}))?:\s+(.{1,2000})$/
/** `F401`, `PLR0912`, `W0613:`; pylint puts a colon behind it. */
const CODE = /^(?:\[?([A-Z]{1,6}\d{1,5})\]?)[:,]?\s+(.*)$/
/** mypy: `error: Incompatible types [assignment]`. */
const TYPED = /^(error|warning|note):\s+(.*?)(?:\s+\[([a-z][a-z0-9-]{1,60})\])?$/

/** True for lines that name a Python file, a line and a code, near the start of the text. */
export function isLinterText(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const shown = lines.slice(0, 50)
  const hits = shown.filter((line) => partsOf(line) !== undefined).length
  // Tools write headings, sums and the code itself between their lines.
  return hits > 0 && hits * 4 >= shown.length
}

export function readLinterText(text: string, root: string, isFile?: IsFile): Imported {
  const findings: ImportedFinding[] = []
  for (const line of text.split(/\r?\n/)) {
    const parts = partsOf(line)
    if (parts === undefined) continue
    const { path, startLine, code, message, severity } = parts
    findings.push({
      ruleId: `${toolOf(code)}:${code}`,
      title: code,
      message: plainAsMarkdown(message),
      severity,
      path: pathBelow(path, root, isFile),
      startLine,
      endLine: startLine,
      snippet: '',
      status: 'not-started',
    })
  }
  return { ...NOTHING, kind: 'linter-report', findings }
}

function partsOf(line: string) {
  const [, path, number, , rest = ''] = LINE.exec(line.trimEnd()) ?? []
  if (path === undefined) return undefined
  const startLine = Math.max(1, Number(number))
  const [, code, said] = CODE.exec(rest) ?? []
  if (code !== undefined && said !== undefined) {
    return { path, startLine, code, message: said, severity: severityOf(code) }
  }
  const [, word, typed, kind = 'misc'] = TYPED.exec(rest) ?? []
  // Notes explain the line before them.
  if (word === undefined || typed === undefined || word === 'note') return undefined
  const severity: Severity = word === 'error' ? 'medium' : 'low'
  return { path, startLine, code: `mypy-${kind}`, message: typed, severity }
}

/** Errors of the syntax and undefined names are worse than style. */
function severityOf(code: string): Severity {
  if (/^(?:E9|F[678]|B0|S\d)/.test(code)) return 'medium'
  if (/^[EFR]\d{4}$/.test(code)) return /^R/.test(code) ? 'low' : 'high'
  return /^W\d{4}$/.test(code) ? 'medium' : 'low'
}

/** Codes with four digits are pylint's, those with a dash mypy's, the others flake8's and ruff's. */
function toolOf(code: string): string {
  if (code.startsWith('mypy-')) return 'mypy'
  return /^[CEFRWI]\d{4}$/.test(code) ? 'pylint' : 'flake8'
}
