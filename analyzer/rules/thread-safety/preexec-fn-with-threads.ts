import { callsTo } from '../../matching/calls/call-table.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CALLS = [
  'subprocess.Popen',
  'subprocess.run',
  'subprocess.call',
  'subprocess.check_call',
  'subprocess.check_output',
  'asyncio.create_subprocess_exec',
  'asyncio.create_subprocess_shell',
]

/** What `start_new_session` does without Python code in the child. */
const SESSION = /^os\.setsid$/

export default defineRule({
  id: 'preexec-fn-with-threads',
  title: 'Python code between fork and exec',
  consequence: 'The child process can hang before it starts, at random and only under load.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [662],
  why: `
After \`fork\` the child has only the one thread that forked, but all locks as they were: a lock that another
thread held, of the allocator, of logging, of an import, is held for ever. \`preexec_fn\` runs Python in that state, and
whatever takes such a lock never returns.
`,
  fix: `
Use what \`Popen\` offers instead: \`start_new_session=True\` for \`setsid\`, \`process_group=0\` for \`setpgrp\`,
\`user=\`, \`group=\`, \`umask=\`, \`cwd=\`, \`env=\`. For the rest start a small program that sets things up and then
executes the real one.
`,
  exemptions: [
    {
      text: 'No function, and the arguments that replace it.',
      quiet: py`
        import subprocess

        subprocess.Popen(["a"], preexec_fn=None)
        subprocess.run(["a"], start_new_session=True)
        subprocess.check_output(["a"], process_group=0, umask=0o22)
      `,
    },
    {
      text: 'Other calls with such an argument.',
      quiet: py`
        def run(command, preexec_fn):
            return launch(command, preexec_fn=preexec_fn)

        run(["a"], preexec_fn=print)
      `,
    },
  ],
  limits: ['That the process really has threads is not asked: libraries start them unseen.'],
  bad: [
    py`
      import os
      import subprocess

      subprocess.Popen(["worker"], preexec_fn=os.setsid) #!
    `,
    py`
      import asyncio
      import os
      from subprocess import run, check_output as out

      def limit():
          os.nice(5)

      run(["a"], preexec_fn=limit) #!
      out(["a"], preexec_fn=lambda: os.setpgrp()) #!

      async def start():
          await asyncio.create_subprocess_exec("a", preexec_fn=os.setsid) #!
    `,
  ],
  good: [
    py`
      import subprocess

      subprocess.Popen(["worker"], start_new_session=True)
    `,
  ],
  calls: callsTo(CALLS, (call, checker) => {
    const { tree } = checker
    const value = keywordArgument(tree, call, 'preexec_fn')
    if (value === NO_NODE || tree.kind(value) === K_NONE) return
    checker.report({
      node: tree.parent(value),
      message: `\`${tree.text(value).split('\n', 1)[0]}\` runs in the child between fork and exec, where locks of other threads are held for ever.`,
      fixes: SESSION.test(checker.facts.qualifiedName(value) ?? '')
        ? [
            {
              title: 'Let the interpreter start the session',
              grade: 'safe',
              edits: [replace(tree, tree.parent(value), 'start_new_session=True')],
            },
          ]
        : [],
    })
  }),
})
