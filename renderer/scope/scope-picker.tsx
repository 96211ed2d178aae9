import type { GitState } from '../../electron/api/git.ts'
import { chooseScope } from '../bridge/scope.ts'
import { setView, useView } from '../state/view.ts'
import { shortCommit } from '../ui/commit-words.ts'
import { Icon } from '../ui/icon.tsx'
import { Picker, type PickerRow } from '../ui/picker.tsx'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly state: GitState
}

type Ref = GitState['refs'][number]
const ICONS: Readonly<Record<Ref['kind'], string>> = {
  branch: 'git-branch',
  remote: 'cloud',
  tag: 'tag',
}
const KIND_WORDS: Readonly<Record<Ref['kind'], string>> = {
  branch: 'branch',
  remote: 'remote branch',
  tag: 'tag',
}
/** Rows that are drawn: more letters find the rest. */
const MAX_ROWS = 200
const WHOLE = ' whole'
const PATHS = ' paths'

/** Chooses the whole repository or a base that it is compared with. */
export function ScopePicker({ state }: Props) {
  const scope = useView((view) => view.scope)
  const unit = scope && 'unit' in scope ? scope.unit : 'lines'
  const close = () => setView({ overlay: undefined })
  return (
    <Picker
      title="What is listed"
      label="Base to compare with"
      placeholder="A branch, a tag, or the first digits of a commit"
      empty="No branch and no tag has these letters."
      find={(text) => rowsFor(state, text.trim(), scope !== undefined)}
      onClose={close}
      onChoose={(key) => {
        if (key === PATHS) {
          setView({ overlay: 'paths' })
          return
        }
        chooseScope(key === WHOLE ? undefined : { base: key, unit })
        close()
      }}
    />
  )
}

function rowsFor(state: GitState, text: string, isNarrowed: boolean): readonly PickerRow[] {
  const { refs, defaultBase } = state
  const wanted = text.toLowerCase()
  const found = refs
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.name === defaultBase) - Number(a.name === defaultBase))
    .slice(0, MAX_ROWS)
  const isTyped = /^(?:[0-9a-f]{4,64}|(?:HEAD|@)(?:[~^]\d*)*|\S+[~^]\d*)$/i.test(text)
  const isListed = found.some(({ name }) => name === text)
  const { problem } = state
  return [
    ...(text === '' && isNarrowed
      ? [{ key: WHOLE, content: <Row icon="repo" name="Whole repository" note="" /> }]
      : []),
    ...found.map(({ name, kind, commit }) => ({
      key: name,
      content: (
        <Row
          icon={ICONS[kind]}
          name={name}
          note={`${KIND_WORDS[kind]}, ${shortCommit(commit)}${name === defaultBase ? ', usual base' : ''}`}
        />
      ),
    })),
    ...(wanted === '' || 'folders or files'.includes(wanted)
      ? [{ key: PATHS, content: <Row icon="folder" name="Folders or files" note="" /> }]
      : []),
    ...(problem === undefined
      ? []
      : [
          {
            key: 'none',
            isDisabled: true,
            content: <Row icon="git-compare" name="No base to compare with" note={problem} />,
          },
        ]),
    ...(isTyped && !isListed && problem === undefined
      ? [{ key: text, content: <Row icon="git-commit" name={text} note="commit" /> }]
      : []),
  ]
}

interface RowProps {
  readonly icon: string
  readonly name: string
  readonly note: string
}

function Row({ icon, name, note }: RowProps) {
  return (
    <>
      <Icon name={icon} />
      <span className="scope-ref">
        <bdi>{showHidden(name)}</bdi>
      </span>
      <span className="scope-note muted small">{note}</span>
    </>
  )
}
