import { styleText } from 'node:util';

/** What can be coloured so. */
export type Colour = 'bold' | 'green' | 'red' | 'yellow' | 'cyan' | 'dim';

/** Coloured text, whatever it is written to. */
export function painted(colour: Colour, text: string): string {
  return styleText(colour, text, { validateStream: false });
}

/** Colours text for a stream, where it is a terminal that has colours: `NO_COLOR` and `FORCE_COLOR` are heard. */
export function paintFor(stream: NodeJS.WriteStream): typeof painted {
  const coloured = stream.isTTY === true && stream.hasColors();
  return coloured ? painted : (_, text) => text;
}
