/** A window that is hidden draws no frames: work goes on after this many milliseconds all the same. */
const LONGEST_WAIT = 100

/**
 * Does work right behind the next frame, so that it and what was done before are not one wait for the
 * person. Timers alone run one after the other between two frames. Gives what takes it back.
 */
export function afterFrame(work: () => void): () => void {
  let timer = window.setTimeout(begin, LONGEST_WAIT)
  const frame = window.requestAnimationFrame(() => {
    window.clearTimeout(timer)
    timer = window.setTimeout(work)
  })
  function begin(): void {
    window.cancelAnimationFrame(frame)
    work()
  }
  return () => {
    window.cancelAnimationFrame(frame)
    window.clearTimeout(timer)
  }
}

/** Comes right behind the next frame: between two pieces of work that would keep the window waiting. */
export function nextFrame(): Promise<void> {
  return new Promise((go) => afterFrame(go))
}
