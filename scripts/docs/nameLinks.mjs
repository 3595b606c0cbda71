import { ReflectionKind } from 'typedoc';

/**
 * Where a name is explained: a public one, or a member after a dot.
 * @typedef {{ find(name: string, owner?: string): string | undefined }} NameLinks
 */

/**
 * Addresses of public names, and of members that are called by a name of their own.
 * @returns {NameLinks}
 */
export function nameLinks(project, router) {
  const addressOf = (model) => `api/${router.getFullUrl(model).replace(/\.md(?=#|$)/, '.html')}`;
  const names = new Map();
  const members = new Map();
  for (const module of [...project.children].sort((a, b) => a.name.length - b.name.length)) {
    for (const child of module.children ?? []) {
      const model = child.isReference() ? child.getTargetReflectionDeep() : child;
      if (!router.hasUrl(model) || names.has(child.name)) continue;
      names.set(child.name, addressOf(model));
      if (!model.kindOf(ReflectionKind.Class)) continue;
      for (const member of model.children ?? [])
        if (router.hasUrl(member)) note(members, member, model, addressOf(member));
    }
  }
  return {
    find(name, owner) {
      if (owner === undefined) return names.get(name);
      const known = members.get(name);
      if (!known) return undefined;
      return known.get(owner) ?? distinctive(name, known);
    },
  };
}

function note(members, member, owner, address) {
  const known = members.get(member.name) ?? new Map();
  members.set(member.name, known.set(owner.name, address));
}

/** `fitOneCycle` can only be one thing; `fit`, `path` and `length` may be anybody's. */
function distinctive(name, known) {
  const compound = /^[a-z]+[A-Z]/.test(name) && name !== 'toString';
  return compound && known.size === 1 ? [...known.values()][0] : undefined;
}
