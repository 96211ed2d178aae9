// Sizes of files for people.

/** `1.4 MB`, `12 KB`, `831 bytes`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_024) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  const kilobytes = bytes / 1_024
  return kilobytes < 1_024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1_024).toFixed(1)} MB`
}
