// The text of a file that another program wrote, in the encoding that its first bytes tell.

/** Without a mark at its beginning. Bytes that are no text become replacement characters. */
export function textOfBytes(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // JSON and XML begin with a sign of ASCII.
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be'
  if (second === 0 && first !== undefined && first !== 0) return 'utf-16le'
  return xmlEncoding(bytes) ?? 'utf-8'
}

/** What an XML declaration says, where it is an encoding that is known. */
function xmlEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200))
  const [, name] =
    /^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/.exec(
      start,
    ) ?? []
  if (name === undefined) return undefined
  try {
    const { encoding } = new TextDecoder(name)
    // The declaration was read as ASCII, so it cannot be one of these.
    return encoding.startsWith('utf-16') ? undefined : encoding
  } catch {
    // A name that nobody knows: the bytes are read as UTF-8.
    return undefined
  }
}
