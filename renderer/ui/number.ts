/** Writes whole numbers as the system does, `12,345`. */
export const NUMBER = new Intl.NumberFormat()
