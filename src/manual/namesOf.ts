/** Everything that users import, by name. */
export type PublicNames = Readonly<Record<string, unknown>>;

/**
 * The path by which a value is found among the public names: `accuracy`, `widgets.IntSlider`, `Learner.fitOneCycle`;
 * of an instance that of its class.
 */
export function pathOf(thing: unknown, all: PublicNames): string | undefined {
  if (typeof thing === 'function') return pathOfFunction(thing, all);
  if (typeof thing !== 'object' || thing === null) return undefined;
  const named = topLevel(thing, all);
  if (named !== undefined) return named;
  for (let made = Object.getPrototypeOf(thing); made; made = Object.getPrototypeOf(made)) {
    const path = typeof made.constructor === 'function' ? topLevel(made.constructor, all) : undefined;
    if (path !== undefined) return path;
  }
  return undefined;
}

function pathOfFunction(thing: { readonly name: string }, all: PublicNames): string | undefined {
  const direct = topLevel(thing, all);
  if (direct !== undefined) return direct;
  for (const [path, owner] of owners(all)) {
    const places = typeof owner === 'function' ? [owner, owner.prototype] : [owner];
    for (const place of places) {
      const name = place && Object.getOwnPropertyNames(place).find((each) => valueAt(place, each) === thing);
      if (name !== undefined && name !== 'constructor') return `${path}.${name}`;
    }
  }
  return undefined;
}

/** A name at the top or in a group; under several the one that the function has itself. */
function topLevel(thing: object, all: PublicNames): string | undefined {
  const { name } = thing as { name?: unknown };
  if (typeof name === 'string' && all[name] === thing) return name;
  const found = Object.keys(all).find((key) => all[key] === thing);
  if (found !== undefined) return found;
  for (const [group, names] of groups(all)) {
    const inside = Object.keys(names).find((key) => names[key] === thing);
    if (inside !== undefined) return `${group}.${inside}`;
    // TensorFlow.js has groups of its own: tf.layers, tf.train.
    const deeper = group === 'tf' ? insideOf(names, thing) : undefined;
    if (deeper !== undefined) return `tf.${deeper}`;
  }
  return undefined;
}

function insideOf(names: PublicNames, thing: object): string | undefined {
  for (const [group, inner] of Object.entries(names)) {
    if (typeof inner !== 'object' || inner === null) continue;
    const found = Object.getOwnPropertyNames(inner).find((key) => valueAt(inner, key) === thing);
    if (found !== undefined) return `${group}.${found}`;
  }
  return undefined;
}

/** Groups such as `metrics`: modules among the names. */
export function groups(all: PublicNames): [string, PublicNames][] {
  return Object.entries(all).filter(
    (entry): entry is [string, PublicNames] =>
      (entry[1] as { [Symbol.toStringTag]?: string } | undefined)?.[Symbol.toStringTag] === 'Module',
  );
}

/** Classes and objects that have members, of the groups as well; TensorFlow.js's are not ours to explain. */
function owners(all: PublicNames): [string, object][] {
  const ours = groups(all).filter(([name]) => name !== 'tf');
  const named = [
    ...Object.entries(all),
    ...ours.flatMap(([group, names]) => Object.entries(names).map(([name, v]) => [`${group}.${name}`, v])),
  ] as [string, unknown][];
  return named.filter(
    (entry): entry is [string, object] =>
      (typeof entry[1] === 'function' && entry[1].prototype !== undefined) ||
      (typeof entry[1] === 'object' && entry[1] !== null && !groups(all).some(([, g]) => g === entry[1])),
  );
}

/** A member's value, without running a getter. */
function valueAt(place: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(place, name)?.value;
}
