import { InvalidArgumentError } from '../../core/index.js';

/**
 * Refuses tags that the front end would not take either: blank ones, ones that are not allowed, numbers beyond the
 * limits. Widgets without tags pass.
 * @param get value of an attribute that is not among the changes
 */
export function checkTags(changes: Record<string, unknown>, get: (name: string) => unknown): void {
  const { value } = changes;
  if (!Array.isArray(value)) return;
  const current = (name: string): unknown => (changes[name] === undefined ? get(name) : changes[name]);
  const [allowed, min, max] = [current('allowedTags') ?? [], current('min'), current('max')];
  for (const tag of value) {
    if (tag === '') throw new InvalidArgumentError('value', tag, 'made of tags that are not blank');
    if (Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(tag))
      throw new InvalidArgumentError('value', tag, `made of ${allowed.join(', ')}`);
    if (typeof min === 'number' && tag < min)
      throw new InvalidArgumentError('value', tag, `made of numbers of at least ${min}`);
    if (typeof max === 'number' && tag > max)
      throw new InvalidArgumentError('value', tag, `made of numbers of at most ${max}`);
  }
}
