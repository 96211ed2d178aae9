// `tests/`: the new tests of the packet as files, ready to be copied into the repository.
import type { PacketFile } from '../../api/snapshot.ts'
import { groupBy } from '../grouping.ts'
import { findingId } from '../labels.ts'
import type { NewTest, PacketModel } from '../model.ts'
import { fileSlug } from '../names.ts'
import { visibleLine } from '../tree/visible.ts'

/** One file for each target file; tests for the same one stand in it in the packet's order. */
export function testFiles(model: PacketModel): readonly PacketFile[] {
  const taken = new Set<string>()
  return [...groupBy(model.newTests, ({ test }) => test.path)].map(([target, tests]) => ({
    path: freePath(target, taken),
    text: tests.map(testText).join('\n\n').toWellFormed(),
  }))
}

function freePath(target: string, taken: Set<string>): string {
  const name = target.slice(target.lastIndexOf('/') + 1).replace(/\.py$/i, '')
  const stem = fileSlug(name, 80).replaceAll('-', '_')
  let path = `tests/${stem}.py`
  for (let number = 2; taken.has(path); number += 1) path = `tests/${stem}_${number}.py`
  taken.add(path)
  return path
}

function testText({ finding, test }: NewTest): string {
  const code = test.code.replace(/\r\n?/g, '\n')
  const about = [
    `# ${findingId(finding)}: ${visibleLine(test.purpose) || visibleLine(test.name)}`,
    `# Goes into ${visibleLine(test.path)}`,
    ...(test.command === '' ? [] : [`# Run: ${visibleLine(test.command)}`]),
  ]
  return `${about.join('\n')}\n${code.endsWith('\n') ? code : `${code}\n`}`
}
