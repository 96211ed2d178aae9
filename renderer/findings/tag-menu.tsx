import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useView } from '../state/view.ts'
import { WithTooltip } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import '../ui/menu.css'
import { showHidden } from '../ui/visible-text.ts'
import { filteredTags, type TagInUse, toggleTag } from './tags.ts'

interface Props {
  readonly tags: readonly TagInUse[]
}

/** The tags in use, each with its findings counted; chosen ones are in the filter. */
export function TagMenu({ tags }: Props) {
  const filter = useView((view) => view.filter)
  const isChosen = filteredTags(filter)
  const chosen = tags.flatMap(({ tag }) => (isChosen(tag) ? [tag.toLowerCase()] : []))
  return (
    <MenuTrigger>
      <WithTooltip label="Filter by tag">
        <AriaButton className="menu-button" aria-label="Filter by tag">
          <Icon name="tag" />
        </AriaButton>
      </WithTooltip>
      <Popover className="menu-popover" offset={2} placement="bottom start">
        <Menu
          className="menu"
          aria-label="Filter by tag"
          selectionMode="multiple"
          selectedKeys={chosen}
          onAction={(key) => toggleTag(filter, String(key))}
        >
          {tags.map(({ tag, count }) => (
            <MenuItem
              key={tag.toLowerCase()}
              id={tag.toLowerCase()}
              className="menu-item"
              textValue={tag}
            >
              <Icon name={isChosen(tag) ? 'check' : 'blank'} />
              {showHidden(tag)} <span className="muted">{count}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
