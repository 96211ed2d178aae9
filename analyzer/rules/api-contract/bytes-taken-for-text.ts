import * as k from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { mixedTexts } from './matching/mixed-texts.ts'

export default defineRule({
  id: 'bytes-taken-for-text',
  title: 'Bytes that are taken for text',
  consequence:
    'The line fails each time it runs, or its comparison never comes out true: what it decides never happens.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [704],
  why: `
What a program prints, what comes over a socket and what is read with \`'rb'\` are bytes in Python 3. Searching, splitting
and joining them with text raises \`TypeError\`; comparing them with \`==\` raises nothing and is never true, so the
branch behind it is dead without a sound.
`,
  fix: `
Decode where bytes come in: \`text=True\` or \`encoding='utf-8'\` for \`subprocess\`, \`open(path, encoding='utf-8')\`,
\`data.decode('utf-8')\`; encode where they go out: \`sock.sendall(line.encode())\`.
`,
  exemptions: [
    {
      text: 'Bytes with bytes, text with text, and what the call was told to decode.',
      quiet: py`
        import base64
        import hashlib
        import os
        import socket
        import subprocess
        import urllib.request

        def outputs(command, **options):
            if b'error' in subprocess.check_output(command):
                raise ValueError(command)
            text = subprocess.check_output(command, text=True)
            lines = text.split('\\n')
            other = subprocess.check_output(command, **options).split('\\n')
            process = subprocess.Popen(command, stdout=subprocess.PIPE, universal_newlines=True)
            out, _ = process.communicate()
            first = subprocess.check_output(command)
            first = first.decode()
            return lines, other, out == 'done', first.startswith('x')

        def page(url, path):
            data = urllib.request.urlopen(url).read().decode('utf-8')
            with open(path) as file:
                known = file.read()
            with open(path, 'rb') as file:
                head = file.read()[:4]
            return data.split(',') + known.split(','), head == b'PK\\x03\\x04', head[0] == 80

        def names(path: bytes):
            return os.path.basename(path) + b'-old'

        def send(sock: socket.socket, text, name):
            sock.sendall(text.encode() + b'\\n')
            sock.sendall(b'%s' % name)
            hashlib.sha256(text.encode('utf-8')).hexdigest().startswith('0')
            return 'Basic ' + base64.b64encode(text.encode()).decode('ascii')
      `,
    },
    {
      text: 'Code that asks which of both it is, tries one first, or runs on Python 2 as well.',
      quiet: py`
        import subprocess

        def lines(command):
            output = subprocess.check_output(command)
            if isinstance(output, bytes):
                output = output.decode()
            return output.split('\\n')

        def first(command):
            output = subprocess.check_output(command)
            try:
                return output.split('\\n')
            except TypeError:
                return output.decode().split('\\n')
      `,
    },
  ],
  limits: ['What parameters and attributes hold is not followed.'],
  bad: [
    py`
      import subprocess

      def has_failed(command):
          output = subprocess.check_output(command)
          return 'error' in output #!

      def lines(command):
          process = subprocess.Popen(command, stdout=subprocess.PIPE)
          out, err = process.communicate()
          for line in out.split('\\n'): #!
              print(line)
          return process.communicate()[0].strip() == 'done' #!

      def follow(command):
          with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
              for line in process.stdout:
                  if line.startswith('error'): #!
                      return line.strip()

      def status(command):
          done = subprocess.run(command, capture_output=True)
          return done.stdout.strip() == 'active' #!
    `,
    py`
      import base64
      import hashlib
      import re
      import socket
      from urllib.request import urlopen

      def head(user, password):
          joined = '%s:%s' % (user, password)
          return 'Basic ' + base64.b64encode(joined.encode()) #!

      def digest(name):
          return hashlib.md5('salt' + name).hexdigest() #!

      def ask(host):
          sock = socket.create_connection((host, 25), timeout=3)
          sock.sendall('HELO\\r\\n') #!
          answer = sock.recv(1024)
          return answer.startswith('250') #!

      def titles(url):
          page = urlopen(url, timeout=3).read()
          return re.findall(r'<title>(.*?)</title>', page) #!

      def magic(path):
          with open(path, 'rb') as file:
              return file.read() == 'PK' #!

      def text(path):
          return open(path).read().decode('utf-8') #!
    `,
  ],
  good: [
    py`
      import subprocess

      def has_failed(command):
          output = subprocess.check_output(command, text=True)
          return 'error' in output
    `,
  ],
  on: {
    [k.K_MODULE](_, checker) {
      const { tree } = checker
      for (const { node, outcome, source } of mixedTexts(checker)) {
        const isShown = tree.kind(source) !== k.K_STRING && tree.line(source) !== tree.line(node)
        checker.report({
          node,
          message: `\`${tree.text(node).split('\n')[0]}\` ${outcome}.`,
          ...(isShown
            ? { evidence: [{ kind: 'act' as const, node: source, message: 'what makes it' }] }
            : {}),
        })
      }
    },
  },
})
