import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  commitsByItself,
  confluentCommitsByItself,
  workOfConsumer,
  workOfUnacknowledged,
} from './matching/automatic-acks.ts'
import { earlyAcks, type MessageWork } from './matching/early-acks.ts'

export default defineRule({
  id: 'message-acked-early',
  title: 'Message acknowledged before its work is done',
  consequence:
    'When the worker fails or is stopped in the middle, the message is gone: the order, payment or reading that it asked for is never made.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [696, 754],
  confidence: 'medium',
  why: `
An acknowledgement tells the broker to forget the message. Whatever happens behind it happens at most once:

| worker | broker |
| --- | --- |
| takes the message, acknowledges it | deletes it |
| begins the work | |
| is restarted by a deployment, or the work raises | has nothing to deliver again |

\`auto_ack=True\` acknowledges when the message is handed out. Consumers of Kafka that commit by themselves do so by a clock, whether the
work on what they have read is finished or not.
`,
  fix: `
Acknowledge behind the work, and reject the message where the work fails: \`async with message.process(requeue=True)\`, \`basic_ack\` as the
last line, \`enable_auto_commit=False\` with \`await consumer.commit()\` behind the work. A message may then come twice, so the
work has to notice what it has done already.
`,
  exemptions: [
    {
      text: 'An acknowledgement behind the work, and one of a message that cannot be read or has been handled before.',
      quiet: py`
        import json
        import pika
        from shop.mailer import send_receipt

        def on_message(ch, method, properties, body):
            try:
                data = json.loads(body)
            except ValueError:
                ch.basic_ack(delivery_tag=method.delivery_tag)
                return
            if is_known(data["id"]):
                ch.basic_ack(delivery_tag=method.delivery_tag)
                return
            send_receipt(data["id"])
            ch.basic_ack(delivery_tag=method.delivery_tag)
      `,
    },
    {
      text: 'Messages of which nothing is kept: counted, logged, shown to who is listening.',
      quiet: py`
        import json
        import logging
        from aiokafka import AIOKafkaConsumer
        log = logging.getLogger(__name__)

        async def prices(hub):
            consumer = AIOKafkaConsumer("prices", group_id="screens")
            async for message in consumer:
                log.debug("price %s", message.offset)
                await hub.broadcast(json.loads(message.value))
      `,
    },
    {
      text: 'Answers on a queue that goes with its connection.',
      quiet: py`
        import pika

        class Client:
            def __init__(self, channel, store):
                self.store = store
                result = channel.queue_declare(queue="", exclusive=True)
                channel.basic_consume(result.method.queue, self.on_answer, auto_ack=True)

            def on_answer(self, ch, method, properties, body):
                self.store.keep(properties.correlation_id, body)
      `,
    },
    {
      text: 'What is told behind the acknowledgement when the work itself stands before it.',
      quiet: py`
        import aio_pika
        import redis

        async def on_order(message, orders, notifier):
            saved = await orders.save(message.body)
            await message.ack()
            await notifier.tell(message.headers["customer"], saved)

        def drain(broker: "redis.Redis", tasks):
            for task in tasks:
                broker.acknowledge(task[0])
                broker.acknowledge(task[1])
      `,
    },
  ],
  limits: [
    'Work that another function begins, where that function does not get the message or a part of it.',
    'Consumers that are made in another file than the one that reads them.',
  ],
  bad: [
    py`
      import json
      import pika
      from shop.mailer import send_receipt

      def on_message(ch, method, properties, body):
          ch.basic_ack(delivery_tag=method.delivery_tag) #!
          data = json.loads(body)
          send_receipt(data["order_id"])
    `,
    py`
      import json
      from aiokafka import AIOKafkaConsumer

      class Ingest:
          def __init__(self, store):
              self.store = store
              self.consumer = AIOKafkaConsumer("readings", group_id="ingest") #! medium

          async def run(self):
              async for record in self.consumer:
                  await self.store.keep(json.loads(record.value))
    `,
    py`
      import boto3

      sqs = boto3.client("sqs")

      def poll(url, make_thumbnail):
          for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
              sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]) #!
              make_thumbnail(message["Body"])
    `,
  ],
  good: [
    py`
      import json
      import pika
      from shop.mailer import send_receipt

      def on_message(ch, method, properties, body):
          data = json.loads(body)
          send_receipt(data["order_id"])
          ch.basic_ack(delivery_tag=method.delivery_tag)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const one of earlyAcks(checker)) {
        const { tree, facts } = checker
        report(checker, one, `the message is acknowledged`, tree.text(facts.callee(one.work)))
      }
    },
  },
  calls: {
    ...callsTo(['aiokafka.AIOKafkaConsumer', 'kafka.KafkaConsumer'], (call, checker) => {
      if (commitsByItself(checker, call)) reportAutomatic(checker, workOfConsumer(checker, call))
    }),
    ...callsTo(['confluent_kafka.Consumer'], (call, checker) => {
      if (confluentCommitsByItself(checker, call))
        reportAutomatic(checker, workOfConsumer(checker, call))
    }),
  },
  methods: Object.fromEntries(
    ['basic_consume', 'consume', 'iterator', 'xreadgroup'].map((name) => [
      name,
      (call: Node, checker: Checker) => {
        reportAutomatic(checker, workOfUnacknowledged(checker, call))
      },
    ]),
  ),
})

function reportAutomatic(checker: Checker, found: MessageWork | undefined): void {
  if (found === undefined) return
  const { tree, facts } = checker
  const work = tree.text(facts.callee(found.work))
  report(checker, found, 'messages count as handled when they are handed out', work, 'medium')
}

function report(
  checker: Checker,
  { acknowledged, work }: MessageWork,
  what: string,
  name: string,
  severity?: 'medium',
): void {
  checker.report({
    node: acknowledged,
    message: `Here ${what}, and only then \`${name}\` does what it asks for: a failure there loses it.`,
    ...(severity !== undefined && { severity }),
    evidence: [
      { kind: 'note', node: acknowledged, message: 'acknowledged' },
      { kind: 'note', node: work, message: 'the work' },
    ],
  })
}
