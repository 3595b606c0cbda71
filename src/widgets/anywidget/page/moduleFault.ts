/** A fault of a widget's module, in a sentence that is shown where the widget would be. */
export class ModuleFault extends Error {
  /** @param cause what the module threw, or the browser at it */
  constructor(what: string, cause?: unknown) {
    super(cause === undefined ? what : `${what}: ${reasonOf(cause)}`, { cause });
  }
}

/** The fault of a part of a module: `what` says which, unless the error is a sentence already. */
export function faultOf(what: string, error: unknown): ModuleFault {
  return error instanceof ModuleFault ? error : new ModuleFault(what, error);
}

/** Shows it in place of the widget; the stack goes to the browser's console. */
export function showFault(place: HTMLElement, fault: ModuleFault): void {
  console.error(fault.cause ?? fault);
  const box = place.ownerDocument.createElement('div');
  box.className = 'tsvision-widget-fault';
  box.setAttribute('role', 'alert');
  // For light and dark pages: no colour of the text, a tint behind it.
  box.style.cssText =
    'border-left:3px solid #d33;background:rgba(221,51,51,.12);padding:.5em .8em;white-space:pre-wrap;font:13px/1.45 system-ui,sans-serif';
  box.textContent = fault.message;
  place.replaceChildren(box);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${placeOf(error)}${hintOf(error.message)}`;
}

/** Where in the module: browsers name the blob in which it came, and lines and columns of it. */
function placeOf({ stack = '' }: Error): string {
  const place = /blob:[^\s)]*:(\d+):(\d+)/.exec(stack);
  return place ? ` (line ${place[1]}, column ${place[2]} of the module)` : '';
}

function hintOf(message: string): string {
  const bare = /specifier,? ["“'](.+?)["”']/.exec(message)?.[1];
  if (bare === undefined) return '';
  return `\n→ A browser finds no module by the name “${bare}”: bundle it into the widget's module (esbuild --bundle --format=esm), or import it by its URL.`;
}
