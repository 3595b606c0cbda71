/** Numbers of several batches in one array, in their order. */
export function joinFloats(parts: readonly (Float32Array | Int32Array)[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
