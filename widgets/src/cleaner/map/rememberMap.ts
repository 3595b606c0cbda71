/** Where this page keeps that a map is open: each notebook for itself. */
const place = (): string => `tsvision:map:${location.pathname}`;

/** Whether the map was open when a cleaner was last seen here. */
export function wasMapOpen(): boolean {
  try {
    return localStorage.getItem(place()) !== null;
  } catch {
    // A browser may refuse to keep anything: then the map is closed at first.
    return false;
  }
}

/** Remembers it for the next time; a map that is closed leaves nothing behind. */
export function rememberMap(open: boolean): void {
  try {
    if (open) localStorage.setItem(place(), 'open');
    else localStorage.removeItem(place());
  } catch {
    // As above.
  }
}
