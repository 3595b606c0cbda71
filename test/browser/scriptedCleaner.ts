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
  undoLabel: '', redoLabel: '', decisions: 0, tagCounts: {}, selected: 0, selectionVersion: 0,
  map: { stage: 'off', done: 0, total, layouts: [], version: 0, body: 'EfficientNet-Lite0', without: 0, message: '' }, listVersion: 1, status: '', busy: false, applyMode: 'move', height: 520, thumbSize: 132,
  _domClasses: [], tooltip: null, tabbable: null,
}), layout: { wire: 'layout', make: (init: any) => new widgets.Layout(init) } } };
const Base: any = widgets.DomWidget;
let selection = new Set<number>();
let filter: any = {};
let steps = 0;
let selections = 0;
const buffer = (numbers: any) => new Uint8Array(numbers.buffer);
const spot = (i: number, layout: string) => {
  const [label, near] = [photos[i].split === 'valid' && i % 50 === 0 ? (i + 1) % 3 : i % 3, layout === 'umap' ? 0.12 : 0.3];
  const [turn, far] = [i * 2.399963, Math.sqrt(((i * 7919) % total) / total) * near];
  return [Math.cos(label * 2.1) * 0.6 + far * Math.cos(turn), Math.sin(label * 2.1) * 0.6 + far * Math.sin(turn)];
};
const codesOf: any = {
  label: [classNames, (p: any) => p.label], prediction: [classNames, (p: any) => p.prediction],
  split: [['train', 'valid'], (p: any) => (p.split === 'valid' ? 1 : 0)],
  mark: [['delete', 'keep', 'relabelled'], (p: any) => (p.mark === 'delete' ? 0 : p.mark === 'keep' ? 1 : p.was !== undefined ? 2 : -1)],
  shown: [['hidden', 'shown', 'gone'], (p: any) => (holds(p) ? 1 : 0)],
};
const holds = (p: any) => (!filter.labels?.length || filter.labels.includes(p.label)) && (!filter.marks?.length || filter.marks.includes(p.mark))
  && (!filter.selected || selection.has(p.index)) && (!filter.near || Math.abs(p.index - filter.near.index) <= filter.near.count / 2);
class ScriptedCleaner extends Base {
  constructor() {
    super(spec);
    this.on('message', ({ content }: any) => this.answer(content));
  }
  tell(status: any) {
    const tagCounts: any = {};
    for (const p of photos) for (const t of p.tags ?? []) tagCounts[t] = (tagCounts[t] ?? 0) + 1;
    this.set({ tagCounts });
    this.set({ counts: counts(), canUndo: history.length > 0, canRedo: future.length > 0, listVersion: version, status, decisions: ++steps, selected: selection.size, selectionVersion: selections });
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
    return { response: 'changed', photos: [], first: { listVersion: version, start: 0, photos: order.slice(0, 120).map((i) => photos[i]) } };
  }
  narrow(next: any) {
    filter = next;
    this.set({ filter });
    return this.list(photos.filter(holds).map((p) => p.index));
  }
  async layOut() {
    const map = { total: 100, body: 'EfficientNet-Lite0', without: 0, message: '' };
    this.set({ map: { ...map, stage: 'features', done: 40, layouts: [], version: 0 } });
    await new Promise((done) => setTimeout(done, 300));
    this.set({ map: { ...map, stage: 'umap', done: 30, layouts: ['pca'], version: 1 } });
    await new Promise((done) => setTimeout(done, 1500));
    this.set({ map: { ...map, stage: 'ready', done: 100, layouts: ['pca', 'umap'], version: 2 } });
  }
  async answer(content: any) {
    const { id, request, ...rest } = content;
    asked.push(request);
    const [answer, buffers = []]: any = await this.reply(request, rest);
    this.send({ id, ...answer }, buffers);
  }
  async reply(request, { start, count, indices, index, size, mark, label, sort, descending, filter: wanted, version: planned, layout, by, how, show, tag, on }: any): Promise<any> {
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
        return [this.narrow(wanted)];
      }
      case 'startMap': { void this.layOut(); return [{ response: 'changed', photos: [] }]; }
      case 'positions': return [{ response: 'positions', layout, version: 1, count: total }, [buffer(Float32Array.from({ length: 2 * total }, (_, k) => spot(k >> 1, layout)[k & 1]!))]];
      case 'colours': {
        if (by === 'loss' || by === 'outlier') return [{ response: 'colours', by, decisions: steps, kind: 'values', least: 0, most: 4 }, [buffer(Float32Array.from(photos, (p) => p.loss))]];
        const [names, code] = codesOf[by] ?? [[], () => -1];
        return [{ response: 'colours', by, decisions: steps, kind: 'codes', names }, [buffer(Int16Array.from(photos, code))]];
      }
      case 'selection': return [{ response: 'selection', version: selections }, [buffer(Int32Array.from(selection))]];
      case 'select': {
        if (how === 'replace') selection = new Set(indices);
        else for (const i of indices) selection[how === 'add' ? 'add' : 'delete'](i);
        selections++;
        const { selected: _, ...others } = filter;
        return [this.narrow(show ? { ...others, selected: true } : others)];
      }
      case 'showNear': return [this.narrow({ ...filter, near: { index, count } })];
      case 'outliers': return [{ response: 'outliers', indices: [7, 8, 9], scores: [3, 2, 1] }];
      case 'leaks': return [{ response: 'leaks', pairs: [{ train: 1, valid: 50, similarity: 0.99, sure: true }, { train: 2, valid: 100, similarity: 0.98, sure: false }], total: 2 }];
      case 'tag': {
        return [this.change(indices, ({ tags = [], ...p }: any) => ({ ...p, tags: on ? [...new Set([...tags, tag])] : tags.filter((t: any) => t !== tag) }))];
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
