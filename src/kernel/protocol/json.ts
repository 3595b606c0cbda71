/**
 * JSON text of anything a user hands over: big integers become text, bytes in a MIME bundle base64, and what JSON
 * cannot say is left out.
 *
 * @throws TypeError for a circular object
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (part instanceof Uint8Array) return Buffer.from(part).toString('base64');
    return part;
  });
}
