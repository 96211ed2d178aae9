import { expect, test } from 'vitest'
import { callTable } from '../../../analyzer/matching/calls/call-table.ts'
import { defineRule } from '../../../analyzer/rules/define.ts'
import { analyze } from '../support/analyze.ts'

const tabled = defineRule({
  id: 'command-injection',
  title: 'A rule for tests',
  consequence: '',
  effortHours: { low: 1, high: 1 },
  why: '',
  fix: '',
  exemptions: [],
  limits: [],
  bad: [''],
  good: [''],
  calls: callTable([
    { calls: ['os.system'], message: '`$call` starts a shell.' },
    {
      calls: ['subprocess.run', 'subprocess.call'],
      argument: { name: 'shell', position: 7, is: /^True$/ },
      message: '`$call` with shell=$value.',
    },
    {
      calls: ['subprocess.run'],
      argument: { name: 'timeout', is: 'missing' },
      message: '`$call` may wait for ever.',
    },
  ]),
})

test.each([
  ['os.system("ls")', ['`os.system` starts a shell.']],
  ['subprocess.call("ls", shell=True)', ['`subprocess.call` with shell=True.']],
  ['subprocess.call("ls", shell=flag)', []],
  ['subprocess.call("ls")', []],
  [
    'subprocess.call("ls", 0, None, None, None, None, None, True)',
    ['`subprocess.call` with shell=True.'],
  ],
  ['subprocess.run("ls")', ['`subprocess.run` may wait for ever.']],
  ['subprocess.run("ls", timeout=3)', []],
  ['subprocess.run("ls", **options)', []],
  ['other.run("ls")', []],
])('%s', (call, messages) => {
  const source = `import os\nimport subprocess\n\n${call}\n`
  const { findings, failures } = analyze({ 'a.py': source }, { rules: [tabled] })
  expect(failures).toEqual([])
  expect(findings.map(({ message }) => message)).toEqual(messages)
})
