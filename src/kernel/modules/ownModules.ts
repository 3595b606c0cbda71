/** Modules that are ours wherever the notebook lies: tensors of another copy of TensorFlow would mean nothing to the library. */
export function isOurs(specifier: string): boolean {
  return /^(tsvision|@tensorflow\/tfjs)($|[/-])/.test(specifier);
}

/** What a module of ours is called in our package: `@tensorflow/tfjs` is put together there from its parts. */
export function ownName(specifier: string): string {
  return specifier === '@tensorflow/tfjs' ? 'tsvision/tf' : specifier;
}
