/** How a value travels: most go as JSON; the others need a translation. */
export type ValueKind = 'plain' | 'date' | 'datetime' | 'naiveDatetime' | 'files';

/** One attribute of a widget model. */
export interface AttributeSpec {
  /** Name in the protocol, in snake case. */
  readonly wire: string;
  /** How the value goes over the wire. @default as JSON has it */
  readonly kind?: ValueKind;
  /** What it is where nothing is given. */
  readonly default?: unknown;
  /** Holds a finite number, or a list of such. */
  readonly number?: 'int' | 'float';
  /** A number that may be missing. */
  readonly orNull?: true;
  /** The only values that the front end understands. */
  readonly oneOf?: readonly unknown[];
  /** For no output, log or saved state: only a view that is shown gets it. @default false */
  readonly secret?: boolean;
  /** Makes the widget that this attribute refers to (layout, style) from its attributes. */
  readonly make?: (init: object) => unknown;
}

/** A widget model as the front end knows it: where its code is, and its attributes by their camel-case names. */
export interface ModelSpec {
  /** Package of the front end's model. */
  readonly modelModule: string;
  /** Semver range of that package. */
  readonly modelModuleVersion: string;
  /** Class of the front end's model. */
  readonly modelName: string;
  /** Package of its view. */
  readonly viewModule: string;
  /** Semver range of that package. */
  readonly viewModuleVersion: string;
  /** `null` for a model that nobody sees (a link). */
  readonly viewName: string | null;
  /** What is kept equal on both sides, by name. */
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
}

/** `_optionsLabels` → `_options_labels`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Attribute specs of a hand-written model from its defaults: names are put in snake case. */
export function attributesOf(defaults: Readonly<Record<string, unknown>>): Record<string, AttributeSpec> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { wire: snakeCase(name), default: value }]),
  );
}
