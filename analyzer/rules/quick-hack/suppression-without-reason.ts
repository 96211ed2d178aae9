import { readSuppressions } from '../../engine/suppressions.ts'
import { K_COMMENT } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'suppression-without-reason',
  title: 'Suppression without a reason',
  consequence:
    'Findings are waved through without anyone being able to tell later whether that was right.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A suppression is a decision: someone looked at a finding and judged the code to be right. Without the
reason the next reader cannot tell a judgement from an annoyance silenced in a hurry, and nobody dares
to remove it. Lectern therefore takes no notice of a suppression that names no rule or no reason.
`,
  fix: `
Name the rule and say why the code is right, after the bracket:
\`# lectern: ignore[rule-id] the reason\`. If there is no reason, mend the code instead.
`,
  exemptions: [
    {
      text: 'A suppression that names its rules and gives a reason.',
      quiet: py`
        import datetime

        stamp = datetime.datetime.utcnow()  # lectern: ignore[naive-datetime-utcnow] legacy wire format
        # lectern: ignore[naive-datetime-utcnow, naive-datetime-now]: the peer expects naive values
        other = datetime.datetime.utcnow()
      `,
    },
  ],
  limits: ['Whether the reason is a good one is for the reviewer to judge.'],
  bad: [
    py`
      import time

      async def poll():
          time.sleep(1)  # lectern: ignore[blocking-sleep-in-async] #!
    `,
    py`
      # lectern: ignore #!
      first = 1
      # lectern: ignore because the linter is wrong #!
      second = 2
      third = 3  # lectern: ignore[]  reason but no rule #!
    `,
  ],
  good: [
    py`
      import time

      async def poll():
          time.sleep(0)  # lectern: ignore[blocking-sleep-in-async] yields the GIL to the C extension
    `,
    py`
      # lectern is a desk to read from
      # the word ignore[] alone is nothing
      text = '# lectern: ignore[some-rule]'
    `,
  ],
  on: {
    [K_COMMENT](node, checker) {
      for (const { ruleIds, reason } of readSuppressions(checker.tree.text(node))) {
        if (ruleIds.length > 0 && reason !== '') continue
        const ids = ruleIds.map((id) => `\`${id}\``).join(', ')
        checker.report({
          node,
          message:
            ruleIds.length === 0
              ? 'This suppression names no rule, so it has no effect.'
              : `This suppression of ${ids} gives no reason, so it has no effect.`,
        })
      }
    },
  },
})
