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
