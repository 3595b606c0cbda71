import { inspect } from 'node:util';

/** A result with names that can also be taken apart: `const { category } = r` and `const [category] = r`. */
export type NamedTuple<Fields extends object, Values extends readonly unknown[]> = Fields & Readonly<Values>;

/**
 * Makes one. It is an array of the values that has the fields too; shown, or written as JSON, it is its fields.
 * @param values in the order in which Python's function returns them
 */
export function namedTuple<Fields extends object, const Values extends readonly unknown[]>(
  fields: Fields,
  values: Values,
): NamedTuple<Fields, Values> {
  const tuple = Object.assign([...values], fields);
  const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false, configurable: true });
  Object.defineProperties(tuple, {
    toJSON: hidden(() => fields),
    [inspect.custom]: hidden(() => fields),
  });
  return tuple as unknown as NamedTuple<Fields, Values>;
}

/**
 * An object with these keys and values, whose keys come in this order however one looks at them: `Object.keys`,
 * `Object.entries`, `for … in`, `JSON.stringify`. JavaScript puts names such as `10` before all others and sorts them
 * as numbers; here they stay where they are. For objects whose names a user chooses: classes, columns.
 */
export function orderedRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const pairs = [...entries];
  const record = Object.fromEntries(pairs);
  const places = new Map<string | symbol, number>(pairs.map(([name], i) => [name, i]));
  const inOrder = (keys: readonly (string | symbol)[]): (string | symbol)[] =>
    [...keys].sort((a, b) => (places.get(a) ?? pairs.length) - (places.get(b) ?? pairs.length));
  const keys = Object.keys(record);
  if (inOrder(keys).every((name, i) => name === keys[i])) return record;
  // A proxy must name every key of its target, but may choose the order.
  return new Proxy(record, { ownKeys: (target) => inOrder(Reflect.ownKeys(target)) });
}
