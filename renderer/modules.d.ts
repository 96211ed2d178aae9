// What the bundler resolves and the compiler cannot see.
declare module '*.css' {}
declare module '*?worker&url' {
  const url: string
  export default url
}
// Parts of the editor that are run for what they do alone.
declare module 'monaco-editor/base/common/event.js' {}
declare module 'monaco-editor/platform/instantiation/common/instantiationService.js' {}
declare module 'monaco-editor/editor/common/model/textModel.js' {}
declare module 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget.js' {}
