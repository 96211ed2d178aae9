// What the bundler resolves and the compiler cannot see.
declare module '*.css' {}
declare module '*?worker&url' {
  const url: string
  export default url
}
