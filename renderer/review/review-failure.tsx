import { describeError } from '../bridge/notices.ts'
import { Button } from '../ui/button.tsx'
import { ErrorText } from './error-text.tsx'
import { closeReview } from './open-review.ts'

/** In place of a review that cannot be read: why, and the way back. */
export function ReviewFailure({ error }: { readonly error: Error }) {
  return (
    <main className="pane-empty">
      <ErrorText error={describeError(error)} />
      <Button onPress={closeReview}>All reviews</Button>
    </main>
  )
}
