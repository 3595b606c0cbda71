/**
 * A cell that makes a cleaner of any number of photos, all pictures drawn, without src/clean: it speaks the
 * protocol and keeps what it was asked, so that a test sees the view alone.
 */
export const scriptedCleaner = (total: number): string => `
import { widgets } from 'tsvision';
import sharp from 'sharp';
const total = ${total};
const classNames = ['black bear', 'grizzly', 'teddy'];
const problems = [['blurred'], ['dark'], ['near duplicate']];
const photos: any[] = Array.from({ length: total }, (_, index) => ({
  index, name: \`\${String(index).padStart(6, '0')}.jpg\`, label: index % 3, prediction: index % 7 === 0 ? (index + 1) % 3 : index % 3,
  probability: 0.5 + (index % 50) / 100, loss: ((total - index) % 400) / 100, split: index % 5 === 0 ? 'valid' : 'train',
  ...(index % 9 === 0 ? { problems: problems[index % 3] } : {}),
  ...(index % 11 < 2 ? { group: Math.floor(index / 11), keeper: index % 11 === 0 } : {}),
}));
const asked: string[] = [];
const history: any[] = [];
let future: any[] = [];
let order = photos.map((photo) => photo.index);
let version = 1;
const counts = () => ({ total, shown: order.length, delete: photos.filter((p) => p.mark === 'delete').length,
  relabel: photos.filter((p) => p.was !== undefined).length, keep: photos.filter((p) => p.mark === 'keep').length });
const spec: any = { modelModule: 'tsvision', modelModuleVersion: '^0.1.0', modelName: 'ImageCleanerModel',
  viewModule: 'tsvision', viewModuleVersion: '^0.1.0', viewName: 'ImageCleanerView', attributes: { ...widgets.attributesOf({
  classNames, sortKeys: ['order', 'loss', 'label'], sort: 'order', descending: false, filter: {},
  problemCounts: { blurred: 3, dark: 4 }, hasSplits: true, counts: counts(), canUndo: false, canRedo: false,
  undoLabel: '', redoLabel: '', listVersion: 1, status: '', busy: false, applyMode: 'move', height: 520, thumbSize: 132,
  _domClasses: [], tooltip: null, tabbable: null,
}), layout: { wire: 'layout', make: (init: any) => new widgets.Layout(init) } } };
const Base: any = widgets.DomWidget;
class ScriptedCleaner extends Base {
  constructor() {
    super(spec);
    this.on('message', ({ content }: any) => this.answer(content));
  }
  tell(status: any) {
    this.set({ counts: counts(), canUndo: history.length > 0, canRedo: future.length > 0, listVersion: version, status });
  }
  change(indices: any, edit: any) {
    const old = indices.map((i: any) => ({ ...photos[i] }));
    for (const i of indices) photos[i] = edit({ ...photos[i] });
    history.push(old);
    future = [];
    this.tell(\`changed \${indices.length}\`);
    return { response: 'changed', photos: indices.map((i: any) => photos[i]) };
  }
  step(from: any, to: any) {
    const old = from.pop() ?? [];
    to.push(old.map((p: any) => ({ ...photos[p.index] })));
    for (const p of old) photos[p.index] = p;
    this.tell('');
    return { response: 'changed', photos: old };
  }
  list(next: any) {
    order = next;
    version++;
    this.tell('');
    return { response: 'changed', photos: [] };
  }
  async answer(content: any) {
    const { id, request, ...rest } = content;
    asked.push(request);
    const [answer, buffers = []]: any = await this.reply(request, rest);
    this.send({ id, ...answer }, buffers);
  }
  async reply(request, { start, count, indices, index, size, mark, label, sort, descending, filter, version: planned }: any): Promise<any> {
    switch (request) {
      case 'page': return [{ response: 'page', listVersion: version, start, photos: order.slice(start, start + count).map((i) => photos[i]) }];
      case 'range': return [{ response: 'range', start, indices: order.slice(start, start + count) }];
      case 'thumbnails': return [{ response: 'thumbnails', indices }, await Promise.all(indices.map((i: any) => picture(i, size)))];
      case 'zoom': return [{ response: 'zoom', index }, [await picture(index, 600)]];
      case 'mark': return [this.change(indices, ({ mark: _, ...p }: any) => (mark ? { ...p, mark } : p))];
      case 'relabel': return [this.change(indices, (p: any) => ({ ...p, was: p.was ?? p.label, label }))];
      case 'undo': return [this.step(history, future)];
      case 'redo': return [this.step(future, history)];
      case 'sort': {
        this.set({ sort, descending });
        const by = [...order].sort((a, b) => (sort === 'order' ? a - b : photos[a][sort] - photos[b][sort]));
        return [this.list(descending ? by.reverse() : by)];
      }
      case 'filter': {
        this.set({ filter });
        return [this.list(photos.filter((p) => (!filter.labels?.length || filter.labels.includes(p.label)) && (!filter.marks?.length || filter.marks.includes(p.mark))).map((p) => p.index))];
      }
      case 'plan': return [{ response: 'plan', plan: { version: 7, delete: counts().delete, relabel: counts().relabel, moves: [{ from: 0, to: 2, count: counts().relabel }], destination: 'photos go to bears/.trash' } }];
      case 'apply': { this.tell(\`applied plan \${planned}\`); return [{ response: 'changed', photos: [] }]; }
      default: return [{ response: 'error', message: \`cannot \${request}\` }];
    }
  }
}
const made = new Map<string, any>();
async function picture(i: number, size: number) {
  const key = \`\${i % 24}-\${size}\`;
  if (!made.has(key)) made.set(key, sharp(Buffer.from(
    \`<svg xmlns="http://www.w3.org/2000/svg" width="\${i % 2 ? 240 : 180}" height="180"><rect width="100%" height="100%" fill="hsl(\${(i % 24) * 15},45%,70%)"/><circle cx="90" cy="90" r="\${30 + (i % 24)}" fill="hsl(\${(i % 24) * 15},60%,35%)"/></svg>\`))
    .resize(size, size, { fit: 'inside' }).jpeg().toBuffer());
  return made.get(key);
}
const cleaner = new ScriptedCleaner();
cleaner`;
