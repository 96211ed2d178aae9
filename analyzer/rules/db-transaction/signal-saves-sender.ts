import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { mentions } from '../../matching/statements/mentions.ts'
import {
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Signals that a `save` sends. */
const NAMES_SAVE = /\b(?:pre|post)_save\b/
const OF_SAVE = /^(?:pre|post)_save$/
/** What keeps the receiver from running inside of itself. */
const HELD_OFF =
  /\.disconnect\(|\bdel\b|\bhasattr\(|\bgetattr\(|_(?:skip|no)_?signals?\b|\bmute_signals\b/

export default defineRule({
  id: 'signal-saves-sender',
  title: 'Receiver of a save signal that saves the same row',
  consequence: 'Every save calls the receiver again, until Python ends it with a `RecursionError`.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [674],
  why: `
\`save()\` sends \`pre_save\` and \`post_save\`. A receiver that saves the instance it was given sends both again and is
called again, from within itself: nothing ends that but the limit of the stack, and the request that saved the row fails.
`,
  fix: `
Write the columns past the signals: \`Order.objects.filter(pk=instance.pk).update(total=total)\`. In \`pre_save\` set the
attribute and leave the saving to whoever saves. Where the row must be saved, do it only behind \`if created:\`.
`,
  exemptions: [
    {
      text: 'A save behind a condition: the second time it does not hold.',
      quiet: py`
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        @receiver(post_save, sender='shop.Order')
        def number(sender, instance, created, **kwargs):
            if created:
                instance.number = f'A{instance.pk}'
                instance.save()

        @receiver(post_save, sender='shop.Order')
        def count(sender, instance, created, **kwargs):
            if not created:
                return
            instance.lines = 0
            instance.save()
      `,
    },
    {
      text: 'Another row, and an update that sends no signal.',
      quiet: py`
        from django.db.models.signals import post_save
        from django.dispatch import receiver
        from shop.models import Order

        @receiver(post_save, sender='shop.Line')
        def total(sender, instance, **kwargs):
            instance.order.save()
            profile = instance.profile
            profile.save()
            Order.objects.filter(pk=instance.pk).update(total=0)
      `,
    },
    {
      text: 'A receiver that is switched off meanwhile, and signals that no save sends.',
      quiet: py`
        from django.db.models.signals import post_delete, post_save
        from django.dispatch import receiver

        @receiver(post_save, sender='shop.Order')
        def number(sender, instance, **kwargs):
            post_save.disconnect(number, sender=sender)
            instance.save()
            post_save.connect(number, sender=sender)

        @receiver(post_delete, sender='shop.Order')
        def keep(sender, instance, **kwargs):
            instance.save()
      `,
    },
  ],
  limits: [
    'Receivers that are connected by a call in another place, or that save through a function, are not seen.',
  ],
  bad: [
    py`
      from django.db.models.signals import post_save, pre_save
      from django.dispatch import receiver

      @receiver(post_save, sender='shop.Order')
      def total(sender, instance, **kwargs):
          instance.total = sum(line.price for line in instance.lines.all())
          instance.save() #!

      @receiver([post_save], sender='shop.Ticket')
      def state(sender, instance, created, **kwargs):
          if created:
              instance.state = 'new'
          instance.save(update_fields=['state']) #!

      @receiver(pre_save)
      def code(sender, instance, **kwargs):
          instance.code = 'x'
          instance.save() #!
    `,
  ],
  good: [
    py`
      from django.db.models.signals import pre_save
      from django.dispatch import receiver

      @receiver(pre_save, sender='shop.Order')
      def total(sender, instance, **kwargs):
          instance.total = sum(line.price for line in instance.lines.all())
    `,
  ],
  roles: ['source'],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      if (!mentions(checker, NAMES_SAVE)) return
      const owner = checker.facts.functionAt(node)
      if (owner === undefined || !isReceiver(checker, owner)) return
      const row = rowOf(owner)
      if (row === undefined || HELD_OFF.test(checker.tree.text(owner.node))) return
      const save = checker.facts.callsOf(owner).find((call) => isSaveOf(checker, call, row))
      if (save === undefined || !isAlways(checker, owner, save)) return
      checker.report({
        node: save,
        message: `\`${row}\` is what was just saved: saving it here calls \`${owner.name}\` again, without an end.`,
        confidence: 'high',
      })
    },
  },
})

/** A function with `@receiver(post_save)` above it. */
function isReceiver(checker: Checker, { symbol }: FunctionFacts): boolean {
  const own = checker.project.index.function(checker.path, symbol)
  const { handlers } = domainOf(checker.project).tasks
  const isKnown = handlers.some(
    (one) => one.function === own && one.kind === 'signal' && OF_SAVE.test(one.event),
  )
  if (own === undefined || isKnown) return isKnown
  // `@receiver([post_save, pre_save])`.
  return own.summary.decorators.some((decorator) => {
    if (decorator.kind !== 'call') return false
    const [first] = decorator.args
    const named =
      decorator.callee.kind === 'name' && /(?:^|\.)receiver$/.test(decorator.callee.text)
    const signals = first !== undefined && 'items' in first ? first.items : []
    return (
      named && signals.some((one) => one.kind === 'name' && /(?:pre|post)_save$/.test(one.text))
    )
  })
}

/** The parameter that Django hands the row to: it gives it by this name. */
function rowOf({ parameters }: FunctionFacts): string | undefined {
  return parameters.find(({ name }) => name === 'instance')?.name
}

function isSaveOf({ tree, facts }: Checker, call: Node, row: string): boolean {
  if (calleeName(tree, call) !== 'save') return false
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || tree.kind(receiver) !== K_IDENTIFIER) return false
  // A name that is given something else is another row.
  return tree.text(receiver) === row && facts.resolve(receiver)?.definitions.length === 1
}

/** True where nothing asks before the call: neither around it nor by leaving in front of it. */
function isAlways({ tree, facts }: Checker, owner: FunctionFacts, call: Node): boolean {
  const around = [K_IF_STATEMENT, K_ELIF_CLAUSE, K_ELSE_CLAUSE, K_FUNCTION_DEFINITION] as const
  if (tree.ancestor(call, ...around) !== owner.node) return false
  const leaves = [
    ...facts.nodesIn(owner.node, K_RETURN_STATEMENT),
    ...facts.nodesIn(owner.node, K_RAISE_STATEMENT),
  ]
  return !leaves.some((one) => one < call)
}
