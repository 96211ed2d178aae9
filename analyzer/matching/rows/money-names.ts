// Names of amounts of money, as against counts, rates and measures.

/** Nothing else is called so. */
const SURE =
  /(?:^|_)(?:price|prices|fee|fees|deposit|salary|wage|wages|refund|refunds|payout|invoice_(?:amount|total)|subtotal|grand_total|unit_cost|(?:total|order|net|gross|shipping|delivery|list|sale|sales|base|retail|purchase|unit)_(?:price|cost|amount)|price_(?:paid|net|gross)|cost_price|copay|amount_(?:due|paid|owed|charged|refunded)|(?:paid|due|charged|refunded)_amount|(?:account|wallet|cash|opening|closing)_balance|overdue_fine|donation|commission_amount|tax_amount|discount_amount|payment_amount|monthly_rent|rent_amount)$/
/** Money only where something beside them says so. */
const LIKELY =
  /(?:^|_)(?:amount|total|balance|cost|costs|share|charge|credit|debit|budget|tax|discount|tip|rent|fine|payment|paid|due|owed|revenue|turnover|income|expense)$/
/** A part, a rate or a statistic of money, what a model has learnt, and what machines cost. */
const DERIVED =
  /(?:^|_)(?:rate|ratio|pct|percent|percentage|factor|multiplier|weight|score|index|avg|average|mean|median|std|change|delta|predicted|forecast|estimate|estimated|expected|relative|normali[sz]ed|log|token|tokens|api|llm|gas|usage|compute|gpu|min|max|low|high|open|close|market|strike|bid|ask|spot|tick|candle|target|stop)(?:_|$)/

/** How sure a name says that it holds an amount of money; undefined for other names. */
export function moneyOf(name: string): 'sure' | 'likely' | undefined {
  if (DERIVED.test(name)) return undefined
  return SURE.test(name) ? 'sure' : LIKELY.test(name) ? 'likely' : undefined
}
