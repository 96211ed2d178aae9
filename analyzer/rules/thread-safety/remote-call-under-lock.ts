import { locksHeld } from '../../matching/transactions/held-over-calls.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'remote-call-under-lock',
  title: 'Call of another server with a lock held',
  consequence:
    'While the other server takes its time, every thread that wants the lock stands still, and with it whoever waits for them.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [833, 667],
  why: `
The lock guards fields that several methods change. One of them calls another server before it lets go: for as long as
the answer takes, or the timeout lasts, no thread gets past the lock. A mail server that hangs for half a minute stops
the whole process for half a minute, though nobody else wants to send mail.
`,
  fix: `
Decide under the lock and act after it: copy what the call needs into locals, leave the \`with\` block, then call. What
must be noted afterwards takes the lock again.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A call after the block, and a lock that guards nothing but the connection itself.',
      quiet: py`
        import threading
        import requests

        class Alarms:
            def __init__(self):
                self._lock = threading.Lock()
                self._line = threading.Lock()
                self._ringing = set()

            def check(self, gauge):
                with self._lock:
                    if gauge in self._ringing:
                        return
                    self._ringing.add(gauge)
                requests.post('https://pager/', json={'gauge': gauge}, timeout=5)

            def clear(self, gauge):
                with self._lock:
                    self._ringing.discard(gauge)

            def ping(self):
                with self._line:
                    requests.get('https://pager/', timeout=5)
      `,
    },
    {
      text: 'Work on this machine.',
      quiet: py`
        import threading

        class Log:
            def __init__(self, file):
                self._lock = threading.Lock()
                self._file = file
                self._count = 0

            def write(self, line):
                with self._lock:
                    self._count += 1
                    self._file.write(line)

            def reset(self):
                with self._lock:
                    self._count = 0
      `,
    },
  ],
  limits: [
    'Sockets, subprocesses and databases under a lock are not told: often the lock is there for them.',
  ],
  bad: [
    py`
      import threading
      import requests

      class Alarms:
          def __init__(self):
              self._lock = threading.Lock()
              self._ringing = set()

          def check(self, gauge):
              with self._lock:
                  self._ringing.add(gauge)
                  requests.post('https://pager/', json={'gauge': gauge}, timeout=5) #!

          def clear(self, gauge):
              with self._lock:
                  self._ringing.discard(gauge)
    `,
    py`
      import smtplib
      import threading

      class Mailer:
          def send(self, to, text):
              with smtplib.SMTP('relay', timeout=10) as relay:
                  relay.sendmail('a@b.example', [to], text)

      class Alarms:
          def __init__(self, mailer: Mailer):
              self.lock = threading.RLock()
              self.told = {}
              self.mailer = mailer

          def check(self, gauge):
              with self.lock:
                  self.told[gauge] = True
                  self.mailer.send('duty@b.example', gauge) #!

          def again(self, gauge):
              with self.lock:
                  self.told[gauge] = False
                  self.mailer.send('duty@b.example', gauge) #!
    `,
  ],
  good: [
    py`
      import threading
      import requests

      class Alarms:
          def __init__(self):
              self._lock = threading.Lock()
              self._ringing = set()

          def clear(self, gauge):
              with self._lock:
                  self._ringing.discard(gauge)
              requests.post('https://pager/', json={'gauge': gauge}, timeout=5)

          def add(self, gauge):
              with self._lock:
                  self._ringing.add(gauge)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { tree, facts } = checker
      for (const { outside, held } of locksHeld(checker)) {
        checker.report({
          node: outside.call,
          message: `\`${tree.text(facts.callee(outside.call))}\` waits for another server while \`${tree.text(held)}\` is held: every other thread waits with it.`,
          evidence: [
            { kind: 'act', node: held, message: 'the lock is taken' },
            { kind: 'call', node: outside.call, message: 'waits for another server' },
          ],
        })
      }
    },
  },
})
