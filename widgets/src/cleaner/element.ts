/** Attributes and listeners of a new element; `on…` names are events. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | ((event: never) => void) | undefined>
>;

/** Makes an element. Text is set as text: names of files and classes are never read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value as (event: Event) => void);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children);
  return node;
}
