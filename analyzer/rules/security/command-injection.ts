import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  calledName,
  calleeName,
  keywordArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { severityOfBuilt } from '../../matching/inputs/exposure.ts'
import { namesProgram } from '../../matching/inputs/program-words.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { PROGRAM, SHELL } from '../../matching/inputs/sinks.ts'
import { builtText } from '../../matching/values/built-text.ts'
import { optionOf } from '../../matching/values/given-options.ts'
import { heldBy } from '../../matching/values/held-items.ts'
import { K_CALL, K_FALSE, K_INTEGER, K_LIST, K_NONE, K_TRUE, K_TUPLE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'
import { leadingText } from './matching/leading-text.ts'

/** Always through a shell; the command is the first argument. */
const SHELL_CALLS = [
  'os.system',
  'os.popen',
  'os.popen2',
  'os.popen3',
  'os.popen4',
  'popen2.popen2',
  'popen2.popen3',
  'popen2.popen4',
  'popen2.Popen3',
  'popen2.Popen4',
  'commands.getoutput',
  'commands.getstatusoutput',
  'subprocess.getoutput',
  'subprocess.getstatusoutput',
  'asyncio.create_subprocess_shell',
  'asyncio.subprocess.create_subprocess_shell',
  ...['run', 'sudo', 'local'].flatMap((name) => [
    `fabric.api.${name}`,
    `fabric.operations.${name}`,
  ]),
  'invoke.run',
  'invoke.sudo',
  ...['run', 'runu', 'spawn', 'spawnu', 'popen_spawn.PopenSpawn'].map((name) => `pexpect.${name}`),
] as const
const PROCESS_CALLS = [
  'subprocess.run',
  'subprocess.call',
  'subprocess.check_call',
  'subprocess.check_output',
  'subprocess.Popen',
  'subprocess32.Popen',
  'subprocess32.call',
  'subprocess32.check_output',
  'asyncio.create_subprocess_exec',
  'asyncio.subprocess.create_subprocess_exec',
  'os.startfile',
  ...['l', 'le', 'lp', 'lpe', 'v', 've', 'vp', 'vpe'].map((form) => `os.exec${form}`),
  ...['l', 'le', 'lp', 'lpe', 'v', 've', 'vp', 'vpe'].map((form) => `os.spawn${form}`),
  'os.posix_spawn',
  'os.posix_spawnp',
  'pty.spawn',
] as const
const KNOWN: ReadonlySet<string> = new Set([...SHELL_CALLS, ...PROCESS_CALLS])
const SHELL_PROGRAM =
  /^(?:.*[\\/])?(?:sh|bash|dash|zsh|ksh|csh|fish|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/i
/** Programs that read a file name beginning with a dash, to which a wildcard expands, as an option. */
const WILDCARD = /(?:^|[\s;&|/])(?:chown|chmod|tar|rsync)\s(?:[^;&|]*[\s/])?\*/

/** `asyncio.to_thread(os.system, command)`, `partial(subprocess.run, command, shell=True)` */
const HANDED = handedCalls((call, handed, checker) => {
  const { callee, name } = handed
  const isShell = SHELL_CALLS.includes(name)
  if (!isShell && !PROCESS_CALLS.includes(name)) return
  const command = handedArgument(handed, 0, isShell ? 'cmd' : 'args')
  const option = handed.arguments.find((one) => one.name === 'shell')?.value
  if (isShell || (option !== undefined && isTrue(checker, option))) {
    checkShell(checker, call, command, callee)
  } else checkArguments(checker, call, command, callee)
})

export default defineRule({
  id: 'command-injection',
  title: 'Command line built from values for a shell',
  consequence:
    'Whoever controls the value can run any program on the server with the rights of the application.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [78],
  roles: ['source', 'migration'],
  why: `
A shell reads the whole text as a program: \`;\`, \`|\`, \`$( )\`, backquotes and line breaks in a value
start further commands. A wildcard that the shell expands turns a file named \`--checkpoint-action\`
into an option of \`tar\`, \`chown\`, \`chmod\` or \`rsync\`.
`,
  fix: `
Pass a list and no shell: \`subprocess.run(['convert', path, out], check=True)\`. Where a shell is
needed, quote each value with \`shlex.quote\`. Choose the program from a fixed set.
`,
  exemptions: [
    {
      text: 'Commands that are constants, and values that were quoted for the shell.',
      quiet: py`
        import os
        import shlex
        import subprocess

        TOOL = 'make'

        def build(target):
            os.system('clear')
            os.system(f'{TOOL} -j {os.cpu_count():d}')
            subprocess.run('make all | tee log', shell=True)
            subprocess.run('make ' + shlex.quote(target), shell=True)
      `,
    },
    {
      text: 'A list of arguments without a shell, whose program is fixed.',
      quiet: py`
        import asyncio
        import subprocess
        from flask import request

        def convert(path, options):
            subprocess.run(['convert', path, request.args['out']])
            subprocess.Popen(options, shell=False)
            return subprocess.check_output(['git', 'log', path])

        async def later(path):
            await asyncio.create_subprocess_exec('convert', path)
      `,
    },
    {
      text: 'A shell argument of something else: an interactive shell class, a flag that is passed on.',
      quiet: py`
        import subprocess

        def run(command, shell=False):
            return subprocess.Popen(command, shell=shell)

        def make(build, name):
            return build(shell=False, name=name)
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'Options that a program itself reads as commands are not known.',
  ],
  bad: [
    py`
      import subprocess

      def archive(folder):
          subprocess.run(f'tar czf out.tgz {folder}', shell=True) #!
    `,
    py`
      import os
      from subprocess import Popen as start, check_output
      from flask import request

      def views(name):
          os.system('ping ' + request.args.get('host')) #!
          os.popen('ls %s' % name) #!
          start(name, shell=True) #!
          command = 'cat {}'.format(name)
          check_output(command, shell=1) #!
          check_output(['bash', '-c', command]) #!
          host = request.form['program']
          os.execv(host, [host]) #!
          start([host, '-v']) #!
    `,
    py`
      import asyncio
      import os
      import paramiko
      import subprocess

      async def remote(host, command, runner):
          client = paramiko.SSHClient()
          client.exec_command(command) #!
          await asyncio.create_subprocess_shell('ls ' + command) #!
          runner.launch(command, shell=True) #!
          subprocess.getoutput(command) #!
          subprocess.call('chown root *', shell=True) #!
          subprocess.call(['chmod', '777', '*.py'], shell=True) #!
          os.execvp('sh', ['sh', '-c', command]) #!
          os.spawnv(os.P_WAIT, '/bin/bash', ['bash', '-c', command]) #!
          os.posix_spawn('/bin/sh', ['sh', '-c', command], os.environ) #!
    `,
  ],
  good: [
    py`
      import subprocess

      def archive(folder):
          subprocess.run(['tar', 'czf', 'out.tgz', '--', folder], check=True)
    `,
  ],
  calls: {
    ...callsTo(SHELL_CALLS, (call, checker) =>
      checkShell(checker, call, argumentFor(checker.tree, call, 0, 'cmd')),
    ),
    ...callsTo(PROCESS_CALLS, checkProcess),
    ...HANDED.calls,
    // A text goes to a shell, a list of words does not.
    'anyio.run_process'(call, checker) {
      const command = argumentFor(checker.tree, call, 0, 'command')
      const type = command === NO_NODE ? undefined : checker.analysis.types.typeOf(command)
      if (type !== undefined && !/^builtins\.(?:str|bytes)$/.test(type.name)) {
        checkArguments(checker, call, command)
      } else checkShell(checker, call, command)
    },
  },
  methods: {
    ...HANDED.methods,
    exec_command(call, checker) {
      const command = argumentFor(checker.tree, call, 0, 'command')
      const isRemote = importsModule(checker, 'paramiko') || importsModule(checker, 'asyncssh')
      const isInput = provenance(checker).inputOf(command, SHELL) !== NO_NODE
      if (isRemote || isInput) checkShell(checker, call, command)
    },
    run: checkRemote,
    sudo: checkRemote,
    local: checkRemote,
    subprocess_shell(call, checker) {
      checkShell(checker, call, argumentFor(checker.tree, call, 1, 'cmd'))
    },
    subprocess_exec(call, checker) {
      checkArguments(checker, call, checker.facts.arguments(call)[1]?.value ?? NO_NODE)
    },
  },
  on: {
    // Any other function that is asked to use a shell.
    [K_CALL](call, checker) {
      const { tree, facts } = checker
      const list = tree.endOfSubtree(call)
      if (list - call < 6) return
      const shell = keywordArgument(tree, call, 'shell')
      if (shell === NO_NODE || !isTrue(checker, shell)) return
      const name = facts.calleeName(call)
      if (name !== undefined && KNOWN.has(name)) return
      const first = facts.arguments(call)[0]
      if (first !== undefined && first.node !== shell && first.name !== 'shell') {
        checkShell(checker, call, first.value)
      }
    },
  },
})

/** Connections of fabric and contexts of invoke give their text to a shell. */
function checkRemote(call: Node, checker: Checker): void {
  const receiver = receiverOf(checker.tree, call)
  const value = checker.valueOf(receiver)
  const isRemote =
    value?.kind === 'external' && /^(?:fabric|invoke)\.(?:\w+\.)*\w+\(\)$/.test(value.name)
  if (!isRemote && !isTaskContext(checker, call, receiver)) return
  checkShell(checker, call, argumentFor(checker.tree, call, 0, 'command'))
}

/** The first parameter of a function under invoke's or fabric's `@task`. */
function isTaskContext({ tree, facts }: Checker, call: Node, receiver: Node): boolean {
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || receiver === NO_NODE) return false
  if (owner.parameters[0]?.name !== tree.text(receiver)) return false
  return owner.decorators.some((one) => {
    const named = tree.kind(one) === K_CALL ? facts.callee(one) : one
    return /^(?:invoke|fabric)\.(?:\w+\.)*task$/.test(facts.qualifiedName(named) ?? '')
  })
}

function isTrue(checker: Checker, value: Node): boolean {
  const { tree } = checker
  const kind = tree.kind(value)
  if (kind === K_FALSE || kind === K_NONE) return false
  if (kind === K_TRUE) return true
  if (kind === K_INTEGER) return Number(tree.text(value)) !== 0
  const constant = provenance(checker).constantOf(value)
  return constant !== undefined && constant !== null && constant !== false && constant !== ''
}

function checkProcess(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const shell = optionOf(checker, call, 'shell')
  const name = facts.calleeName(call) ?? ''
  const isSpawn = /^os\.(?:spawn)/.test(name)
  const command = argumentFor(tree, call, isSpawn ? 1 : 0, 'args')
  if (shell !== NO_NODE && isTrue(checker, shell)) {
    const list = provenance(checker).valueOf(command === NO_NODE ? call : command)
    const isList = tree.kind(list) === K_LIST || tree.kind(list) === K_TUPLE
    if (isList && isWildcard(checker, tree.namedChildren(list))) reportWildcard(checker, call)
    else checkShell(checker, call, isList ? (tree.namedChildren(list)[0] ?? NO_NODE) : command)
    return
  }
  if (command !== NO_NODE) checkArguments(checker, call, command)
}

/** Without a shell: the program itself, or the text that is given to a shell by name. */
function checkArguments(
  checker: Checker,
  call: Node,
  command: Node,
  callee = checker.facts.callee(call),
): void {
  const { tree, facts } = checker
  if (command === NO_NODE) return
  const own = provenance(checker)
  const list = own.valueOf(command)
  // With what is appended to it.
  const held = heldBy(checker, command)
  const isList = tree.kind(list) === K_LIST || tree.kind(list) === K_TUPLE || held?.kind === 'list'
  const words = isList
    ? held?.kind === 'list'
      ? held.items
      : tree.namedChildren(list)
    : facts
        .arguments(call)
        .filter((one) => one.name === undefined)
        .flatMap(({ value }) => {
          const list = own.valueOf(value)
          return tree.kind(list) === K_LIST || tree.kind(list) === K_TUPLE
            ? tree.namedChildren(list)
            : [value]
        })
  const program = isList ? words[0] : command
  if (program === undefined) return
  const name = own.constantOf(program)
  if (typeof name === 'string' && SHELL_PROGRAM.test(name)) {
    const option = words.findIndex((word) =>
      /^(?:-\w*c|\/c|-Command)$/i.test(String(own.constantOf(word))),
    )
    const script = option === -1 ? undefined : words[option + 1]
    if (script !== undefined) checkShell(checker, call, script)
    return
  }
  if (namesProgram(tree, own.valueOf(program))) return
  const source = own.inputOf(program, PROGRAM)
  if (source === NO_NODE) return
  // `shlex.split('ping ' + host)`: the program is the first word.
  const split = own.valueOf(program)
  const isSplit = tree.kind(split) === K_CALL && /\bsplit$/.test(calleeName(tree, split))
  if (isSplit) {
    const isMethod = facts.calleeName(split) !== 'shlex.split'
    const text = isMethod ? receiverOf(tree, split) : facts.arguments(split)[0]?.value
    if (text !== undefined && /^\S+\s/.test(leadingText(checker, own.valueOf(text)))) return
  }
  checker.report({
    node: call,
    message: `\`${tree.text(source)}\` comes from the client and decides which program \`${tree.text(callee)}\` starts.`,
    evidence: inputSteps(checker, source),
  })
}

/** `['chmod', '777', '*.py']` with a shell: read as one command line. */
function isWildcard(checker: Checker, words: readonly Node[]): boolean {
  const own = provenance(checker)
  return WILDCARD.test(words.map((word) => String(own.constantOf(word) ?? '')).join(' '))
}

function reportWildcard(checker: Checker, call: Node): void {
  checker.report({
    node: call,
    message:
      'The shell expands the wildcard, and a file name that begins with a dash becomes an option.',
    severity: 'medium',
    confidence: 'medium',
  })
}

function checkShell(
  checker: Checker,
  call: Node,
  command: Node,
  callee = checker.facts.callee(call),
): void {
  const { tree } = checker
  if (command === NO_NODE) return
  const own = provenance(checker)
  const constant = own.constantOf(command)
  if (typeof constant === 'string') {
    if (WILDCARD.test(constant)) reportWildcard(checker, call)
    return
  }
  if (own.isFixed(command, SHELL)) return
  const source = own.inputOf(command, SHELL)
  const built = builtText(checker, command, SHELL)
  const name = calledName(tree, callee) || tree.text(callee)
  if (source !== NO_NODE) {
    checker.report({
      node: call,
      message: `\`${tree.text(source)}\` comes from the client and becomes part of the command line that \`${name}\` gives to a shell.`,
      evidence: inputSteps(checker, source),
    })
    return
  }
  checker.report({
    node: call,
    message:
      built === NO_NODE
        ? `\`${name}\` gives \`${tree.text(command)}\` to a shell, which runs whatever it holds.`
        : `\`${name}\` gives a command line to a shell that is put together from values.`,
    // It splits the words itself and asks no shell.
    severity: /^pexpect\./.test(checker.facts.calleeName(call) ?? '')
      ? 'medium'
      : severityOfBuilt(checker, call, built, SHELL),
    confidence: built === NO_NODE ? 'low' : 'medium',
  })
}
