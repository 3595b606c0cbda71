/** `3`, `== 3`, `> 3`, `>= 3`, `< 3`, `<= 3`, `% 3`. */
const form = /^\s*(==?|[<>]=?|%)?\s*(\d+)\s*$/;

const comparisons: Readonly<Record<string, (count: number, limit: number) => boolean>> = {
  '=': (count, limit) => count === limit,
  '==': (count, limit) => count === limit,
  '>': (count, limit) => count > limit,
  '>=': (count, limit) => count >= limit,
  '<': (count, limit) => count < limit,
  '<=': (count, limit) => count <= limit,
  '%': (count, limit) => count % limit === 0,
};

export function isHitCondition(text: string): boolean {
  return text.trim() === '' || form.test(text);
}

/** Whether a breakpoint stops when the code comes by for the `count`th time. @param text empty: always */
export function breaksAt(text: string, count: number): boolean {
  const [, sign = '==', limit] = form.exec(text) ?? [];
  return limit === undefined || (comparisons[sign]?.(count, Number(limit)) ?? true);
}
