import { afterAll, beforeAll } from 'vitest';
import { TestNotebook } from './notebook.js';

const set = (on: boolean) => (): void => {
  TestNotebook.runsUnchecked = on;
};

/** Runs the tests of a file once more, in notebooks whose cells run before they are checked. */
export async function onceMoreUnchecked(file: URL): Promise<void> {
  beforeAll(set(true));
  afterAll(set(false));
  set(true)();
  // Under a name of its own: files share a process, in which it may have been imported.
  await import(/* @vite-ignore */ `${file.pathname}?unchecked`);
  set(false)();
}
