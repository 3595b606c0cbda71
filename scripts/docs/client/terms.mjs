/** What a word is found by: itself, and the words within a camelCase name, so that `lr_find` and "top losses" find it. */
export function termsOf(word) {
  const parts = word.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  const all = parts.length > 1 ? [word, ...parts] : [word];
  return all.map((part) => part.toLowerCase());
}
