import { columnChanges } from '../../gather/column-changes.ts'
import { columnNames } from '../../matching/rows/model-columns.ts'
import { F_ATTRIBUTE, F_LEFT, K_ASSIGNMENT, K_ATTRIBUTE, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'derived-field-inconsistent',
  title: 'Derived flag computed in different ways',
  consequence:
    'Whether the flag is right depends on which code ran last, so that other code decides by a wrong value.',
  effortHours: { low: 0.5, high: 2 },
  confidence: 'medium',
  why: `
A column holds what can be computed from other columns of the row, and several places compute it. One of them
looks at fewer columns than another. After it ran, the flag says something else than the rest of the code
means by it, until the other place happens to run again.
`,
  fix: `
Compute it in one place: a property or \`hybrid_property\` instead of a column, a generated column of the
database, or one method of the model that all writers call.
`,
  exemptions: [
    {
      text: 'All places compute it from the same columns.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          def assigned(engineer):
              engineer.is_available = engineer.used < engineer.size

          def released(engineer):
              engineer.is_available = engineer.size > engineer.used
        `,
      },
    },
    {
      text: 'A flag that is set to a constant, or from something else than the row.',
      quiet: {
        'app/models.py': models(),
        'app/service.py': py`
          def assigned(engineer, limit):
              engineer.is_available = engineer.used < engineer.size

          def off(engineer):
              engineer.is_available = False

          def on(engineer, other):
              engineer.is_available = other.ready and not other.busy
        `,
      },
    },
    {
      text: 'An attribute of the same name that is no column.',
      quiet: py`
        class Window:
            pass

        def show(window):
            window.is_open = window.width > 0

        def hide(window):
            window.is_open = window.height > 0
      `,
    },
  ],
  limits: ['Updates that are written as SQL expressions are not compared.'],
  bad: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        def assigned(engineer):
            engineer.is_available = engineer.used < engineer.size and engineer.status == 'active'

        def released(engineer):
            engineer.is_available = engineer.used < engineer.size #!

        def updated(engineer):
            engineer.is_available = engineer.status == 'active' #!
      `,
    },
    {
      'app/models.py': models(),
      'app/assign.py': py`
        def assigned(engineer):
            engineer.is_available = engineer.used < engineer.size
      `,
      'app/update.py': py`
        def updated(engineer):
            engineer.is_available = engineer.status == 'active' #!
      `,
    },
  ],
  good: [
    {
      'app/models.py': models(),
      'app/service.py': py`
        def refresh(engineer):
            engineer.is_available = engineer.used < engineer.size and engineer.status == 'active'

        def released(engineer):
            refresh(engineer)
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts, project } = checker
      const columns = project.table(columnNames)
      if (columns.size === 0) return
      for (const node of facts.nodesOfKind(K_ASSIGNMENT)) {
        const target = tree.child(node, F_LEFT)
        if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
        const attribute = tree.text(tree.child(target, F_ATTRIBUTE))
        if (!columns.has(attribute)) continue
        const { flags } = project.gathered(columnChanges)
        const all = flags.filter((one) => one.attribute === attribute)
        const own = all.find(({ path, line }) => path === checker.path && line === tree.line(node))
        const widest = all.toSorted((a, b) => b.from.length - a.from.length)[0]
        if (own === undefined || widest === undefined || own === widest) continue
        const missing = widest.from.filter((name) => !own.from.includes(name))
        if (missing.length === 0 || !own.from.every((name) => columns.has(name))) continue
        // Formulas of numbers may differ as a whole: one that leaves a part out does not.
        if (own.isSum === true && !own.from.every((name) => widest.from.includes(name))) continue
        checker.report({
          node,
          message: `\`${tree.text(target)}\` is computed from ${listed(own.from)} here, but from ${listed(widest.from)} in \`${widest.path}\` on line ${widest.line}.`,
        })
      }
    },
  },
})

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ')
}

/** The models that the cases share. */
function models(): string {
  return py`
    from sqlalchemy import Boolean, Column, Integer, String
    from sqlalchemy.orm import declarative_base

    Base = declarative_base()

    class Engineer(Base):
        __tablename__ = 'engineers'
        id = Column(Integer, primary_key=True)
        status = Column(String)
        used = Column(Integer)
        size = Column(Integer)
        is_available = Column(Boolean)
  `
}
