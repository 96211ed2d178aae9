// Loaded into a program before its own code: says when things are on the screen of its window, one
// line of JSON each. What is awaited stands in LECTERN_AWAITED as a name and a selector.
const { app } = require('electron')

/** @type {Readonly<Record<string, string>>} */
const awaited = JSON.parse(process.env.LECTERN_AWAITED ?? '{}')

/** @param {string} selector */
function watch(selector) {
  return `new Promise((shown) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)})) {
        // The frame that shows it is drawn before the timer runs.
        requestAnimationFrame(() => setTimeout(() => shown(Date.now())))
      } else requestAnimationFrame(look)
    }
    look()
  })`
}

app.on('web-contents-created', (_event, page) => {
  page.once('dom-ready', () => {
    for (const [name, selector] of Object.entries(awaited)) {
      void page
        .executeJavaScript(watch(selector))
        .then((at) => console.log(JSON.stringify({ shown: name, at })))
    }
  })
})
