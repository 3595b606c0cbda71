import type { ModuleDefinition } from './contract.js';
import { faultOf, ModuleFault } from './moduleFault.js';

/**
 * Runs a module and takes its definition.
 * @param esm source text, or the URL of a module
 * @throws ModuleFault where it cannot be read, throws, or exports no definition
 */
export async function loadModule(esm: string): Promise<ModuleDefinition> {
  const exported = await importText(esm).catch((error: unknown) => {
    throw loadFault(error);
  });
  // Before there was a default export, `render` stood for itself.
  const given = exported.default ?? (exported.render ? exported : undefined);
  if (given === undefined)
    throw new ModuleFault(
      "The widget's module has no default export: it ends with `export default { render }`.",
    );
  const definition = typeof given === 'function' ? await made(given as () => unknown) : given;
  if (definition === null || typeof definition !== 'object')
    throw new ModuleFault(
      `The widget's module exports ${String(definition)} by default, where \`{ render }\` is expected.`,
    );
  return definition as ModuleDefinition;
}

function loadFault(error: unknown): ModuleFault {
  // The kernel's word on a file that cannot be compiled: a module that throws that sentence.
  if (typeof error === 'string') return new ModuleFault(error);
  if (error instanceof SyntaxError) return faultOf("The widget's module cannot be read", error);
  return faultOf("The widget's module failed while it was loaded", error);
}

async function importText(esm: string): Promise<Record<string, unknown>> {
  if (isHref(esm)) return (await import(/* webpackIgnore: true */ esm)) as Record<string, unknown>;
  const url = URL.createObjectURL(new Blob([esm], { type: 'text/javascript' }));
  try {
    return (await import(/* webpackIgnore: true */ url)) as Record<string, unknown>;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Whether a text is the address of a module or a style sheet, and not one itself. */
export function isHref(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text.trim());
}

async function made(make: () => unknown): Promise<unknown> {
  try {
    return await make();
  } catch (error) {
    throw faultOf("The function that the widget's module exports threw", error);
  }
}
