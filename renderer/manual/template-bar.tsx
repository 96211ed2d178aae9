import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { BUILT_IN_TEMPLATES } from './built-in-templates.ts'
import { changeDraft, useFindingDraft } from './draft.ts'
import { removeTemplate, saveTemplate } from './write-finding.ts'

interface Props {
  readonly reviewId: number
  /** The draft has all that a template needs. */
  readonly isWhole: boolean
}

/** Fills the form from a template, and keeps what is in the form as one. */
export function TemplateBar({ reviewId, isWhole }: Props) {
  const workbench = useWorkbench()
  const { data: own = [] } = useApi('manual.templates', { reviewId })
  const words = useFindingDraft((draft) => draft.words)
  const chosen = own.find(({ title }) => title === words.title)
  const isKept =
    chosen !== undefined &&
    chosen.message === words.message &&
    chosen.category === words.category &&
    chosen.severity === words.severity
  return (
    <div>
      <label className="field-label" htmlFor="finding-form-template">
        Start from a template
      </label>
      <div className="template-bar">
        <select
          id="finding-form-template"
          className="text-input"
          value=""
          onChange={(event) => {
            const all = [...own, ...BUILT_IN_TEMPLATES]
            const template = all[Number(event.target.value)]
            if (template) {
              const { title, category, severity, message } = template
              changeDraft({ title, category, severity, message })
            }
          }}
        >
          <option value="">Choose one</option>
          {own.length > 0 && (
            <optgroup label="Of this review">
              {own.map(({ id, title }, index) => (
                <option key={id} value={index}>
                  {title}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="Built in">
            {BUILT_IN_TEMPLATES.map(({ title }, index) => (
              <option key={title} value={own.length + index}>
                {title}
              </option>
            ))}
          </optgroup>
        </select>
        <Button
          kind="quiet"
          isDisabled={!isWhole || isKept}
          onPress={() => void saveTemplate(workbench, reviewId)}
        >
          {isKept ? 'Kept as a template' : 'Keep as a template'}
        </Button>
        {chosen && (
          <IconButton
            icon="trash"
            label="Remove this template"
            onPress={() => void removeTemplate(workbench, reviewId, chosen)}
          />
        )}
      </div>
    </div>
  )
}
