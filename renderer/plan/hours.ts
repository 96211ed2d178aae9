/** `0.5-2 h`, `3 h`: hours as the documents print them. */
export function hoursWord({ low, high }: { readonly low: number; readonly high: number }): string {
  return low === high ? `${low} h` : `${low}-${high} h`
}
