// The yardstick: reads and parses every file with tree-sitter's npm binding and does nothing else.
import { readFileSync } from 'node:fs'
import Parser from 'tree-sitter'
import python from 'tree-sitter-python'
import { pythonFiles } from './corpus.ts'

const [folder, part = '0', parts = '1'] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: bare-parse.ts <folder> [<part> <parts>]')
const parser = new Parser()
// The grammar package's typings describe an older Language type than the runtime's.
parser.setLanguage(python as unknown as Parser.Language)
const files = pythonFiles(folder).filter((_, at) => at % Number(parts) === Number(part))
let bytes = 0
let parsing = 0
for (const file of files) {
  const source = readFileSync(file, 'utf8')
  bytes += Buffer.byteLength(source)
  const start = performance.now()
  parser.parse(source, null, { bufferSize: Math.max(source.length * 2 + 2, 1024) })
  parsing += performance.now() - start
}
console.log(JSON.stringify({ files: files.length, bytes, parsing }))
