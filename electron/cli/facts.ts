// `npm run facts -- <file>...`: what the analyzer knows of files, for people who write rules.
// Several files are linked with each other; the facts of each are printed.
import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { buildFacts, type FileFacts } from '../../analyzer/facts/file-facts.ts'
import { FileFlow } from '../../analyzer/flow/file-flow.ts'
import { formatFacts } from '../../analyzer/flow/format-facts.ts'
import { FileAnalysis } from '../../analyzer/flow/function-analysis.ts'
import { link } from '../../analyzer/project/project-index.ts'
import { summarize } from '../../analyzer/project/summarize.ts'
import { createParser } from '../../analyzer/syntax/parser.ts'
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import { FileTypes } from '../../analyzer/types/file-types.ts'

const paths = process.argv.slice(2)
if (paths.length === 0) {
  console.error('Usage: npm run facts -- <file>...')
  process.exit(2)
}

const parse = createParser()
const files = paths.flatMap((path) => readFacts(path) ?? [])
const index = link(files.map((facts) => summarize(facts)))
for (const facts of files) {
  const flow = new FileFlow(facts)
  process.stdout.write(formatFacts(new FileAnalysis(flow, new FileTypes(facts, flow, index))))
}
if (files.length < paths.length) process.exitCode = 2

/** Undefined, with a line on standard error, for a file that cannot be read. */
function readFacts(path: string): FileFacts | undefined {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
  const source = prepareSource(path, bytes)
  if (!source.ok) {
    console.error(`${path}: ${source.detail}`)
    return undefined
  }
  const tree = parse(source.text)
  if (typeof tree === 'string') {
    console.error(`${path}: The file is ${tree.replaceAll('-', ' ')}.`)
    return undefined
  }
  const place = relative(process.cwd(), path).replaceAll('\\', '/')
  return buildFacts(tree, place.startsWith('../') ? basename(path) : place)
}
