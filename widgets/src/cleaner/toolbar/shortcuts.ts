/** What a key does in the grid and in the zoomed view. */
export type Action =
  | {
      readonly do: 'move';
      readonly by: 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';
      readonly extend: boolean;
    }
  | { readonly do: 'relabel'; readonly label: number }
  /** To a place in the list: what a click on the film strip does. */
  | { readonly do: 'go'; readonly position: number }
  | {
      readonly do:
        | 'delete'
        | 'keep'
        | 'undo'
        | 'redo'
        | 'zoom'
        | 'select'
        | 'selectAll'
        | 'clear'
        | 'help'
        | 'notDuplicate'
        | 'keepOnly'
        | 'map'
        | 'search'
        | 'similar'
        | 'tag';
    };

type Move = Extract<Action, { do: 'move' }>['by'];

const moves: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
};

const plain: Readonly<Record<string, Exclude<Action['do'], 'move' | 'relabel' | 'go'>>> = {
  x: 'delete',
  Delete: 'delete',
  Backspace: 'delete',
  k: 'keep',
  u: 'undo',
  z: 'undo',
  y: 'redo',
  Enter: 'zoom',
  ' ': 'select',
  Escape: 'clear',
  '?': 'help',
  n: 'notDuplicate',
  d: 'keepOnly',
  m: 'map',
  '/': 'search',
  s: 'similar',
  t: 'tag',
};

/** Keys of the classes, in their order: the digits, then the letters that have no other meaning. */
export const classKeys = [...'123456789', ...'abcefghijlopqrvw'];

/** As much of a KeyboardEvent as says what was pressed. */
export interface KeyPress {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** What a key press means, or `undefined`. */
export function actionOf(event: KeyPress, classCount: number): Action | undefined {
  if (event.altKey) return undefined;
  const move = moves[event.key];
  if (move) return { do: 'move', by: move, extend: event.shiftKey };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === 'a') return { do: 'selectAll' };
    if (key === 'z') return { do: event.shiftKey ? 'redo' : 'undo' };
    return key === 'y' ? { do: 'redo' } : undefined;
  }
  const label = classKeys.indexOf(key);
  if (label >= 0 && label < classCount) return { do: 'relabel', label };
  const known = plain[key];
  return known ? { do: known } : undefined;
}

/** The cheat sheet: keys and what they do. */
export function shortcutSheet(
  classes: readonly string[],
): readonly (readonly [keys: string, what: string])[] {
  return [
    ['← → ↑ ↓', 'go to another photo, and the selection with you (with Shift: select on the way)'],
    ['Home / End / Page', 'first, last, a screen on'],
    ['Space', 'select or unselect; what Space selects stays while you go on'],
    ['Ctrl+A / Esc', 'select all shown / none'],
    ['X or Delete', 'mark for deletion (again: take the mark away)'],
    ['K', 'keep: looked at and found good'],
    ...classes
      .slice(0, classKeys.length)
      .map((name, i) => [(classKeys[i] as string).toUpperCase(), `label as ${name}`] as const),
    ['D', 'of its duplicates keep only this one'],
    ['N', 'not a duplicate'],
    ['/', 'search'],
    ['M', 'open or close the map'],
    ['S', 'more like this photo'],
    ['T', 'tag'],
    ['U or Z / Y', 'undo / redo'],
    ['Enter', 'zoom in and out'],
    ['?', 'this sheet'],
  ];
}
