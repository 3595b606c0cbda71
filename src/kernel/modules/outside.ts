type Globals = Record<string | symbol, unknown>;

/**
 * What no cell has declared, as code of a cell sees it that may be about a later one's variable: the globals. As in all
 * strict code, nothing comes into being by being assigned.
 */
export const outside: Globals = new Proxy<Globals>(globalThis as never, {
  get: (globals, name) => existing(globals, name)[name],
  set: (globals, name, value) => Reflect.set(existing(globals, name), name, value),
});

function existing(globals: Globals, name: string | symbol): Globals {
  if (!(name in globals)) throw new ReferenceError(`${String(name)} is not defined`);
  return globals;
}
