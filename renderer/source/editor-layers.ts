// Monaco is large: run in one piece it keeps the window from drawing. Its layers, each of which
// needs those before it alone, are files of their own and run one after the other, with room for
// frames in between. build/bundle.ts cuts them.

import { nextFrame } from './after-frame.ts'

const LAYERS: readonly (() => Promise<unknown>)[] = [
  () => import('monaco-editor/base/common/event.js'),
  () => import('monaco-editor/platform/instantiation/common/instantiationService.js'),
  () => import('monaco-editor/editor/common/model/textModel.js'),
  () => import('monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget.js'),
  () => import('./monaco.ts'),
]

/** Runs the layers that have not run yet. */
export async function runEditorLayers(): Promise<void> {
  for (const run of LAYERS) {
    await run()
    await nextFrame()
  }
}
