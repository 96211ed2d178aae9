import { dismissNotice, useNotices } from '../bridge/notices.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorText } from './error-text.tsx'
import './notice-list.css'

/** Failures that have no better place, until they are dismissed. */
export function NoticeList() {
  const notices = useNotices(({ list }) => list)
  return (
    <div className="notices">
      {notices.map((notice) => (
        <div key={notice.key} className="notice">
          <ErrorText error={notice} />
          <IconButton icon="close" label="Dismiss" onPress={() => dismissNotice(notice.key)} />
        </div>
      ))}
    </div>
  )
}
