// The page of the speaker's window: the theme of the other one, and the speaker's view alone.
import { useApi } from './bridge/queries.ts'
import { NoticeList } from './review/notice-list.tsx'
import { useTheme } from './review/use-theme.ts'
import { SpeakerView } from './walkthrough/speaker-view.tsx'

export function SpeakerWindow({ reviewId }: { readonly reviewId: number }) {
  const { data: settings } = useApi('settings.read', {})
  useTheme(settings)
  return (
    <>
      <SpeakerView reviewId={reviewId} />
      <NoticeList />
    </>
  )
}
