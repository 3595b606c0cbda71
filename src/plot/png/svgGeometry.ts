import { type Box, identity, type Matrix, multiply, parseTransform, transformBox } from './svgMatrix.js';
import { lengthOf, pathPoints, pointAt } from './svgPath.js';

/** As much of a DOM element as is read here. */
interface SvgElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly parentElement: SvgElement | null;
  readonly children: Iterable<SvgElement>;
  readonly style?: {
    readonly fontSize: string;
    readonly fontFamily: string;
    readonly fontWeight: string;
    readonly textAnchor: string;
    readonly display: string;
  };
  getAttribute(name: string): string | null;
}

/** Width of `text` in a CSS font, in pixels. */
export type MeasureText = (font: string, text: string) => number;

const ascent = 0.93;
const lineHeight = 1.18;

/**
 * Where SVG elements are and how large, for a DOM without layout: text by measuring it, groups by their
 * children, transforms applied, and paths by their pieces. Only what plotly asks for.
 */
export class SvgGeometry {
  constructor(private readonly measure: MeasureText) {}

  /** Gives the elements of a jsdom window their measuring methods. */
  install(element: object, svgElement: object): void {
    const geometry = this;
    Object.assign(element, {
      getBoundingClientRect(this: SvgElement) {
        const box = transformBox(geometry.#toScreen(this), geometry.box(this));
        return { ...box, left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
      },
    });
    Object.assign(svgElement, {
      getBBox(this: SvgElement) {
        return geometry.box(this);
      },
      getTotalLength(this: SvgElement) {
        return lengthOf(pathPoints(this.getAttribute('d') ?? ''));
      },
      getPointAtLength(this: SvgElement, length: number) {
        return pointAt(pathPoints(this.getAttribute('d') ?? ''), length);
      },
      getComputedTextLength(this: SvgElement) {
        return geometry.#lineWidth(this);
      },
    });
  }

  /** The box of an element in its own coordinates: its own transform is not applied, its children's are. */
  box(element: SvgElement): Box {
    switch (element.tagName.toLowerCase()) {
      case 'text':
        return this.#textBox(element);
      case 'tspan':
        return this.#textBox(element);
      case 'g':
      case 'svg':
      case 'a':
        return this.#groupBox(element);
      case 'path':
        return pathBox(element.getAttribute('d') ?? '');
      default:
        return {
          x: number(element, 'x'),
          y: number(element, 'y'),
          width: number(element, 'width'),
          height: number(element, 'height'),
        };
    }
  }

  #groupBox(element: SvgElement): Box {
    const boxes: Box[] = [];
    for (const child of element.children) {
      if (['defs', 'clippath', 'style', 'title'].includes(child.tagName.toLowerCase())) continue;
      const box = this.box(child);
      if (box.width === 0 && box.height === 0) continue;
      boxes.push(transformBox(parseTransform(child.getAttribute('transform')), box));
    }
    return union(boxes);
  }

  #textBox(element: SvgElement): Box {
    const lines = [...element.children].filter((child) => child.getAttribute('class') === 'line');
    const size = fontSize(element);
    const texts = lines.length > 0 ? lines : [element];
    const width = Math.max(...texts.map((line) => this.#lineWidth(line)));
    if (width === 0) return { x: 0, y: 0, width: 0, height: 0 };
    const anchor = element.style?.textAnchor || element.getAttribute('text-anchor') || 'start';
    const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
    const height = size * lineHeight + (texts.length - 1) * size * 1.3;
    return { x: number(element, 'x') - shift, y: number(element, 'y') - size * ascent, width, height };
  }

  #lineWidth(element: SvgElement): number {
    const style = ancestorStyle(element, 'fontFamily') || 'sans-serif';
    const weight = ancestorStyle(element, 'fontWeight') || 'normal';
    return this.measure(`${weight} ${fontSize(element)}px ${style}`, element.textContent);
  }

  #toScreen(element: SvgElement): Matrix {
    let matrix = identity;
    for (let e: SvgElement | null = element; e; e = e.parentElement)
      matrix = multiply(parseTransform(e.getAttribute('transform')), matrix);
    return matrix;
  }
}

function number(element: SvgElement, attribute: string): number {
  return Number.parseFloat(element.getAttribute(attribute) ?? '') || 0;
}

function ancestorStyle(element: SvgElement, name: 'fontFamily' | 'fontWeight' | 'fontSize'): string {
  for (let e: SvgElement | null = element; e; e = e.parentElement) if (e.style?.[name]) return e.style[name];
  return '';
}

function fontSize(element: SvgElement): number {
  return Number.parseFloat(ancestorStyle(element, 'fontSize')) || 12;
}

function union(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Box of a path of absolute commands, by its control points: exact for plotly's lines and rectangles. */
function pathBox(d: string): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  let x = 0;
  let y = 0;
  for (const [, command, args] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const values = ((args as string).match(/-?\d*\.?\d+(?:e[-+]?\d+)?/g) ?? []).map(Number);
    const relative = command === (command as string).toLowerCase();
    const add = (dx: number | undefined, dy: number | undefined): void => {
      x = dx === undefined ? x : relative ? x + dx : dx;
      y = dy === undefined ? y : relative ? y + dy : dy;
      xs.push(x);
      ys.push(y);
    };
    const kind = (command as string).toUpperCase();
    if (kind === 'H') for (const value of values) add(value, undefined);
    else if (kind === 'V') for (const value of values) add(undefined, value);
    else if (kind === 'A') add(values[5], values[6]);
    else for (let i = 0; i + 1 < values.length; i += 2) add(values[i], values[i + 1]);
  }
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
