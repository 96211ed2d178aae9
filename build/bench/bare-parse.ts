// The yardstick: reads and parses every file with tree-sitter's npm binding and does nothing else.
// Prints CPU milliseconds, which other work on the machine disturbs least.
import { readFileSync } from 'node:fs'
import Parser from 'tree-sitter'
import python from 'tree-sitter-python'
import { pythonFiles } from './corpus.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('Usage: bare-parse.ts <folder>')
const parser = new Parser()
// The grammar package's typings describe an older Language type than the runtime's.
parser.setLanguage(python as unknown as Parser.Language)
const files = pythonFiles(folder)
let bytes = 0
let parsing = 0
for (const file of files) {
  const source = readFileSync(file, 'utf8')
  bytes += Buffer.byteLength(source)
  const start = process.cpuUsage()
  parser.parse(source, null, { bufferSize: Math.max(source.length * 2 + 2, 1024) })
  const { user, system } = process.cpuUsage(start)
  parsing += (user + system) / 1_000
}
console.log(JSON.stringify({ files: files.length, bytes, parsing }))
