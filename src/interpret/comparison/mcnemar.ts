/**
 * McNemar's exact test, two-sided: how probable it is that of the photos of which one model alone is right the shares
 * are at least as unequal as these, if each were as likely to be right. Twice the binomial tail of ½, at most 1; 1 where
 * there are no such photos. Source: McNemar 1947; statsmodels' `mcnemar(table, exact=True)`.
 *
 * @param onlyA photos of which the first model alone is right
 * @param onlyB photos of which the second alone is right
 */
export function mcnemarExact(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  const few = Math.min(onlyA, onlyB);
  // Logarithms: ½ⁿ is 0 from 1,075 photos on. Each term from the one before it.
  let term = -n * Math.LN2;
  const terms = [term];
  for (let k = 1; k <= few; k++) {
    term += Math.log(n - k + 1) - Math.log(k);
    terms.push(term);
  }
  const largest = terms.at(-1) as number;
  const sum = terms.reduce((total, one) => total + Math.exp(one - largest), 0);
  return Math.min(1, 2 * Math.exp(largest) * sum);
}
