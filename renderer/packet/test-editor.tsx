// A new test that belongs to a fix, copied as it stands into the fix guide and the packet's tests.
import { type RefObject, useEffect, useRef } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { AppError } from '../../electron/api/errors.ts'
import type { FindingWork, NewTest } from '../../electron/api/packet.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { showFailure } from '../bridge/notices.ts'
import { keyOf, useCommand } from '../bridge/queries.ts'
import { countSave } from '../bridge/saves.ts'
import { useWorkbench, type Workbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import './packet.css'

interface Props {
  readonly header: ReviewHeader
  readonly findingId: number
  readonly test: NewTest
}

type TextField = Exclude<keyof NewTest, 'id' | 'rev' | 'kind'>

const FIELDS: readonly { field: TextField; label: string; isLong?: true; isCode?: true }[] = [
  { field: 'name', label: 'Name' },
  { field: 'path', label: 'File' },
  { field: 'purpose', label: 'Purpose' },
  { field: 'code', label: 'Code', isLong: true, isCode: true },
  { field: 'command', label: 'Command', isCode: true },
  { field: 'expectedBefore', label: 'Before the fix' },
  { field: 'expectedAfter', label: 'After the fix' },
]
const KINDS = ['regression', 'unit', 'integration', 'concurrency'] as const

export function TestEditor({ header, findingId, test }: Props) {
  const workbench = useWorkbench()
  const remove = useCommand('packet.removeTest')
  const place = { reviewId: header.id, findingId, testId: test.id }
  const name = useRef<HTMLInputElement>(null)
  const isAwaited = useView((view) => view.awaitedTest === test.id)
  useEffect(() => {
    if (isAwaited) {
      setView({ awaitedTest: undefined })
      name.current?.focus()
    }
  }, [isAwaited])
  return (
    <fieldset className="test-editor" disabled={header.readOnly}>
      <div className="text-editor-head">
        <legend className="field-label">{test.name || 'New test'}</legend>
        <IconButton
          icon="trash"
          label="Remove this test"
          isDisabled={header.readOnly}
          onPress={() =>
            void remove({
              reviewId: header.id,
              testId: test.id,
              rev: test.rev,
              commandId: crypto.randomUUID(),
            })
          }
        />
      </div>
      <label className="test-field">
        <span className="muted small">Kind</span>
        <select
          className="text-input"
          value={test.kind}
          onChange={(event) => {
            const kind = KINDS.find((one) => one === event.target.value)
            if (kind) void saveTest(workbench, place, { kind })
          }}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
      </label>
      {FIELDS.map((one) => (
        <TestText
          key={one.field}
          {...one}
          {...(one.field === 'name' ? { input: name } : {})}
          place={place}
          test={test}
        />
      ))}
    </fieldset>
  )
}

interface Place {
  readonly reviewId: number
  readonly findingId: number
  readonly testId: number
}

interface TestTextProps {
  readonly field: TextField
  readonly label: string
  readonly isLong?: true
  readonly isCode?: true
  readonly place: Place
  readonly test: NewTest
  readonly input?: RefObject<HTMLInputElement | null>
}

function TestText({ field, label, isLong, isCode, place, test, input }: TestTextProps) {
  const workbench = useWorkbench()
  const id = `test-${test.id}-${field}`
  const { text, change, flush } = useAutosave(id, test[field], (next) =>
    saveTest(workbench, place, { [field]: next }),
  )
  const shared = {
    id,
    className: `text-input${isCode ? ' code' : ''}`,
    value: text,
    onBlur: flush,
    spellCheck: isCode !== true,
  }
  return (
    <div className="test-field">
      <label className="muted small" htmlFor={id}>
        {label}
      </label>
      {isLong ? (
        <textarea {...shared} onChange={(event) => change(event.target.value)} />
      ) : (
        <input {...shared} ref={input} onChange={(event) => change(event.target.value)} />
      )}
    </div>
  )
}

/** Saves on the newest known revision, one change of a test after the other. */
async function saveTest(
  { api, cache }: Workbench,
  { reviewId, findingId, testId }: Place,
  change: Partial<NewTest>,
): Promise<boolean> {
  const key = keyOf('packet.work', { reviewId, findingId })
  const known = () =>
    cache.getQueryData<FindingWork>(key)?.tests.find(({ id }) => id === testId)?.rev ?? 1
  const mutation = cache.getMutationCache().build<{ rev: number }, Error, void, unknown>(cache, {
    scope: { id: `test-${testId}` },
    mutationFn: () =>
      countSave(() =>
        api.call('packet.saveTest', {
          reviewId,
          testId,
          change,
          rev: known(),
          commandId: crypto.randomUUID(),
        }),
      ),
    onSuccess: ({ rev }) => {
      cache.setQueryData<FindingWork>(key, (work) =>
        work === undefined
          ? work
          : {
              ...work,
              tests: work.tests.map((test) =>
                test.id === testId && test.rev < rev ? { ...test, ...change, rev } : test,
              ),
            },
      )
    },
  })
  try {
    await mutation.execute()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      await cache.invalidateQueries({ queryKey: key })
    }
    showFailure(error)
    return false
  }
}
