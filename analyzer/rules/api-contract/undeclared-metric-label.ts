import type { Checker } from '../../engine/checker.ts'
import { constantOf, type Expression, keywordOf, originOf } from '../../facts/expression.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import type { Node } from '../../syntax/tree.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'undeclared-metric-label',
  title: 'Metric used with other labels than it declares',
  consequence:
    'The call raises an error where the code only meant to count, mostly on a path that is seldom taken.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [628],
  why: `
A Prometheus metric takes exactly the labels that it was declared with, all of them. Any other set raises \`ValueError\`
when the line runs, and takes the request down with it; in an error handler it hides the error that was to be counted.
`,
  fix: 'Use the declared labels, or declare the missing one and give it a value at every place that uses the metric.',
  exemptions: [
    {
      text: 'Exactly the declared labels, by name or by position.',
      quiet: py`
        from prometheus_client import Counter

        HITS = Counter("hits", "Hits", ["method", "path"])

        def count(request):
            HITS.labels(method="GET", path="/").inc()
            HITS.labels("GET", "/").inc()
      `,
    },
    {
      text: 'Labels that are computed, here or where the metric is declared.',
      quiet: py`
        from prometheus_client import Counter

        NAMES = load()
        HITS = Counter("hits", "Hits", NAMES)
        MORE = Counter("more", "More", ["a"])

        def count(values, given):
            HITS.labels(x=1).inc()
            MORE.labels(**values).inc()
            MORE.labels(*given).inc()
      `,
    },
    {
      text: 'Other objects with such a method.',
      quiet: py`
        def show(chart):
            chart.labels(x=1)
            return chart.labels("a", "b")
      `,
    },
  ],
  limits: ['Metrics that a function hands out are not followed.'],
  bad: [
    {
      'app/metrics.py': py`
        from prometheus_client import Counter, Histogram

        HITS = Counter("hits", "Hits", ["method", "path"])
        TIME = Histogram("time", "Time", labelnames=("path",))
      `,
      'app/api.py': py`
        from app import metrics
        from app.metrics import HITS

        def count(request):
            HITS.labels(method="GET", route="/").inc() #!
            metrics.TIME.labels("GET", "/").observe(1) #!
      `,
    },
    py`
      import prometheus_client as prom

      class Stats:
          def __init__(self):
              self.errors = prom.Counter("errors", "Errors", ["kind"])

          def fail(self):
              self.errors.labels().inc() #!
              self.errors.labels(reason="x").inc() #!
    `,
  ],
  good: [
    {
      'app/metrics.py': py`
        from prometheus_client import Counter

        HITS = Counter("hits", "Hits", ["method", "path"])
      `,
      'app/api.py': py`
        from app.metrics import HITS

        def count(request):
            HITS.labels(method="GET", path="/").inc()
      `,
    },
  ],
  methods: {
    labels(call, checker) {
      const { tree, facts } = checker
      const object = receiverOf(tree, call)
      const declared = object === NO_NODE ? undefined : declaredLabels(checker, object)
      if (declared === undefined) return
      const given = facts.arguments(call)
      if (given.some(({ isUnpacked }) => isUnpacked)) return
      const names = given.flatMap(({ name }) => name ?? [])
      const positional = given.length - names.length
      const unknown = names.filter((name) => !declared.includes(name))
      const missing = declared.slice(positional).filter((name) => !names.includes(name))
      if (unknown.length === 0 && missing.length === 0 && given.length === declared.length) return
      const problem =
        unknown.length > 0
          ? `${listed(unknown)} is not declared`
          : missing.length > 0
            ? `${listed(missing)} is missing`
            : `${given.length} values are given for ${declared.length} labels`
      checker.report({
        node: call,
        message: `\`${tree.text(object)}\` is declared with the labels ${listed(declared)}: ${problem}.`,
      })
    },
  },
})

const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

/** The labels that a metric is declared with; undefined for what is no metric. */
function declaredLabels(checker: Checker, object: Node): readonly string[] | undefined {
  const made = declarationOf(checker, object)
  if (made?.kind !== 'call') return undefined
  const origin = originOf(made) ?? ''
  if (
    !/^prometheus_client\.(?:\w+\.)?(?:Counter|Gauge|Histogram|Summary|Info|Enum)$/.test(origin)
  ) {
    return undefined
  }
  const labels = made.args[2] ?? keywordOf(made, 'labelnames')
  if (labels === undefined) return []
  if (labels.kind !== 'list' && labels.kind !== 'tuple') return undefined
  const names = labels.items.map(constantOf)
  return names.every((name) => typeof name === 'string') ? names.map(String) : undefined
}

function declarationOf(checker: Checker, object: Node): Expression | undefined {
  const { facts, project, path } = checker
  const { index } = project
  const own = receiverAttribute(facts, object)
  if (own !== undefined) {
    const assigned = index.class(path, own.class.symbol)?.attributes.get(own.name)
    return assigned?.length === 1 ? assigned[0]?.value : undefined
  }
  const from = index.module(path)
  const dotted = facts.dottedText(object)
  if (from === undefined || dotted === undefined) return undefined
  const local = index.symbols(from).variables.get(dotted)
  if (local !== undefined) return local.writes === 1 ? local.value : undefined
  const origin = facts.qualifiedName(object) ?? ''
  const dot = origin.lastIndexOf('.')
  const home = dot <= 0 ? undefined : index.resolveName(from, origin.slice(0, dot))
  if (home?.kind !== 'module' || home.entry.kind !== 'module') return undefined
  const variable = index.symbols(home.entry).variables.get(origin.slice(dot + 1))
  return variable?.writes === 1 ? variable.value : undefined
}
