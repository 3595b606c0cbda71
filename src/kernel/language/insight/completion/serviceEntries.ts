import { type BoundSourceFile, internals, type ts } from '../../../patches/typescript.js';
import type { TypeWorld } from '../../world/typeWorld.js';

/** What the language service proposes, with the symbols that it made it of. */
export interface ServiceEntry extends ts.CompletionEntry {
  readonly symbol?: ts.Symbol;
}

/** Names in scope, globals, keys of an object, values of a string type: the language service knows how. */
export function serviceEntries(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
): readonly ServiceEntry[] {
  const { serviceHost, program } = world;
  const found = internals.Completions.getCompletionsAtPosition(
    serviceHost,
    program,
    () => {},
    file,
    cursor,
    { quotePreference: 'single' },
    undefined,
    undefined,
    undefined,
    undefined,
    true,
  );
  return found?.entries ?? [];
}
