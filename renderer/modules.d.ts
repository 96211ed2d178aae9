// What the bundler resolves and the compiler cannot see.
declare module '*.css' {}
