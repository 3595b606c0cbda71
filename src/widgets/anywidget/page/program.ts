// The program of a frame that shows one saved widget: see `widgetFrame`.
import { type SavedModel, StillModel } from './stillModel.js';
import { WidgetRuntime } from './widgetRuntime.js';

const saved = JSON.parse(document.querySelector('#model')?.textContent ?? '{}') as SavedModel;
const place = document.querySelector('main') as HTMLElement;
new WidgetRuntime(new StillModel(saved)).show(place);
// Only the page around the frame can make it as high as what is in it.
new ResizeObserver(() => {
  window.parent.postMessage({ tsvisionWidgetHeight: place.getBoundingClientRect().height }, '*');
}).observe(place);
