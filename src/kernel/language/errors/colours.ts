const paint =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

/** ANSI colours of tracebacks; front ends turn them into their theme's. */
export const colours = {
  red: paint(31, 39),
  green: paint(32, 39),
  cyan: paint(36, 39),
  dim: paint(2, 22),
  bold: paint(1, 22),
};
