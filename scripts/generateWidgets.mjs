// Writes src/widgets/generated/coreWidgets.ts from @jupyter-widgets/schema: one class for each core widget model.
// Run it after an update of that package: node scripts/generateWidgets.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const schemaFile = require.resolve('@jupyter-widgets/schema/jupyterwidgetmodels.latest.json');
const models = JSON.parse(readFileSync(schemaFile, 'utf8'));
const { version } = require('@jupyter-widgets/schema/package.json');

/** Python's class names, where they are not the model's name without "Model". */
const classNames = {
  DOMWidgetModel: 'Media',
  DatetimeModel: 'DatetimePicker',
  NaiveDatetimeModel: 'NaiveDatetimePicker',
  TimeModel: 'TimePicker',
  OutputModel: 'OutputBase',
};

/** What the user keeps to himself. */
const secrets = new Set(['PasswordModel.value']);

/** What users do with a widget besides changing attributes: sent as custom messages. */
const events = {
  ButtonModel: 'click',
  TextModel: 'submit',
  PasswordModel: 'submit',
  ComboboxModel: 'submit',
  TextareaModel: 'submit',
};

/** Types that the schema says no more of than "array". */
const arrayTypes = {
  'ColorsInputModel.value': 'readonly string[]',
  'ColorsInputModel.allowed_tags': 'readonly string[]',
  'TagsInputModel.value': 'readonly string[]',
  'TagsInputModel.allowed_tags': 'readonly string[]',
  'FloatsInputModel.value': 'readonly number[]',
  'IntsInputModel.value': 'readonly number[]',
  'FloatRangeSliderModel.value': 'readonly [number, number]',
  'IntRangeSliderModel.value': 'readonly [number, number]',
  'SelectionRangeSliderModel.index': 'readonly [number, number]',
  'LinkModel.source': 'readonly [Widget, string]',
  'LinkModel.target': 'readonly [Widget, string]',
  'DirectionalLinkModel.source': 'readonly [Widget, string]',
  'DirectionalLinkModel.target': 'readonly [Widget, string]',
  'ControllerModel.axes': 'readonly Widget[]',
  'ControllerModel.buttons': 'readonly Widget[]',
  'FileUploadModel.value': 'readonly UploadedFile[]',
};

/**
 * ipywidgets' views read the description before they show a tooltip, so that one on a widget without a description
 * (an image, a box) makes the view fail. Such a tooltip is refused here instead.
 */
const describedModels = new Set(
  models
    .filter(({ attributes }) => attributes.some(({ name }) => name === 'description'))
    .map(({ model }) => model.name),
);
const cannotHave = (model, { name }) => name === 'tooltip' && !describedModels.has(model);

/** Lists of numbers: the schema says no more than "array". */
const numberLists = {
  'FloatsInputModel.value': 'float',
  'IntsInputModel.value': 'int',
  'FloatRangeSliderModel.value': 'float',
  'IntRangeSliderModel.value': 'int',
};

/** Classes with a base of their own, and the attributes that it brings. */
const bases = {
  AccordionModel: ['PageContainer', 'PageContainerState'],
  StackModel: ['PageContainer', 'PageContainerState'],
  TabModel: ['TabContainer', 'PageContainerState'],
  FloatRangeSliderModel: ['RangeSlider', 'RangeState'],
  IntRangeSliderModel: ['RangeSlider', 'RangeState'],
};

const dateKinds = { Date: 'date', Datetime: 'datetime' };
const plumbing = /^_(model|view)_/;
const className = (model) => classNames[model] ?? model.replace(/Model$/, '');
const specName = (model) => `${className(model)[0].toLowerCase()}${className(model).slice(1)}Spec`;
const camelCase = (name) =>
  name.replace(/(?<!^)_+([a-z0-9])/g, (_, letter) => letter.toUpperCase()).replace(/^_([A-Z])/, '_$1');

/** A style or layout: made anew for each widget, from its own attributes. */
const isMade = ({ type, default: value }) => type === 'reference' && value === 'reference to new instance';

function typeOf(model, attribute) {
  const known = arrayTypes[`${model}.${attribute.name}`];
  if (known) return known;
  if (cannotHave(model, attribute)) return 'null';
  const none = attribute.allow_none ? ' | null' : '';
  if (attribute.enum) return attribute.enum.map((one) => JSON.stringify(one)).join(' | ') + none;
  return bareType(attribute) + none;
}

function bareType({ type, items, union_attributes, widget }) {
  if (union_attributes)
    return union_attributes
      .map((one) => (one.enum ? one.enum.map((e) => `'${e}'`).join(' | ') : bareType(one)))
      .join(' | ');
  switch (type) {
    case 'string':
      return 'string';
    case 'int':
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'bytes':
      return 'Uint8Array';
    case 'Date':
    case 'Datetime':
      return 'Date';
    case 'Time':
      return 'TimeOfDay';
    case 'reference':
      return widget === 'Widget' || widget === 'Axis' || widget === 'Button' ? 'Widget' : widget;
    case 'object':
      return 'Readonly<Record<string, unknown>>';
    case 'array':
      return items ? `readonly ${bareType(items)}[]` : 'readonly unknown[]';
    default:
      throw new Error(`unknown type ${type}: the generator is to be taught`);
  }
}

function specOf(model, attribute) {
  const { name, type } = attribute;
  const parts = [`wire: '${name}'`];
  if (isMade(attribute)) {
    parts.push(`make: (init) => new ${attribute.widget}(init)`);
  } else {
    const kind =
      model === 'NaiveDatetimeModel' && type === 'Datetime'
        ? 'naiveDatetime'
        : model === 'FileUploadModel' && name === 'value'
          ? 'files'
          : dateKinds[type];
    if (kind) parts.push(`kind: '${kind}'`);
    const number = numberLists[`${model}.${name}`] ?? (type === 'int' || type === 'float' ? type : undefined);
    // What may be chosen is the selection's own business.
    if (number && name !== 'index') {
      parts.push(`number: '${number}'`);
      if (attribute.allow_none) parts.push('orNull: true');
    }
    parts.push(`default: ${type === 'bytes' ? 'new Uint8Array()' : JSON.stringify(attribute.default)}`);
    if (secrets.has(`${model}.${name}`)) parts.push('secret: true');
    if (cannotHave(model, attribute)) parts.push('oneOf: [null]');
    if (attribute.enum)
      parts.push(`oneOf: ${JSON.stringify([...attribute.enum, ...(attribute.allow_none ? [null] : [])])}`);
  }
  return `    ${camelCase(name)}: { ${parts.join(', ')} },`;
}

function comment(attribute) {
  const help = attribute.help.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim().replace(/\.$/, '');
  const value =
    isMade(attribute) || attribute.type === 'bytes' ? '' : ` @default ${JSON.stringify(attribute.default)}`;
  return `  /** ${help || camelCase(attribute.name)}.${value} */`;
}

function classOf({ model, view, attributes }) {
  const name = className(model.name);
  const all = attributes.filter((attribute) => !plumbing.test(attribute.name));
  const isSelection = all.some((attribute) => attribute.name === '_options_labels');
  const dom = all.some((attribute) => attribute.name === '_dom_classes');
  const shown = all.filter((attribute) => !attribute.name.startsWith('_'));
  const event = events[model.name];
  const many = all.some((attribute) => attribute.name === 'index' && attribute.type === 'array');
  const [ownBase, ownState] = bases[model.name] ?? [];
  const base =
    ownBase ??
    (isSelection ? (many ? 'MultipleSelection' : 'SingleSelection') : dom ? 'DomWidget' : 'Widget');
  const parents = [ownState ?? (isSelection ? 'SelectionState' : dom ? 'DomWidgetState' : '')].filter(
    Boolean,
  );
  return `
/** Attributes of {@link ${name}}. */
export interface ${name}State${parents.length > 0 ? ` extends ${parents.join(', ')}` : ''} {
${shown.map((attribute) => `${comment(attribute)}\n  ${camelCase(attribute.name)}: ${typeOf(model.name, attribute)};`).join('\n')}
}

const ${specName(model.name)}: ModelSpec = {
  modelModule: '${model.module}',
  modelModuleVersion: '${model.version}',
  modelName: '${model.name}',
  viewModule: '${view.module}',
  viewModuleVersion: '${view.version}',
  viewName: ${view.name === null ? 'null' : `'${view.name}'`},
  attributes: {
${all.map((attribute) => specOf(model.name, attribute)).join('\n')}
  },
};

/** ipywidgets' \`${name === 'OutputBase' ? 'Output' : name}\`. */
export class ${name} extends ${base}<${name}State${event ? `, { ${event}: ${name} }` : ''}> {
  constructor(init: WidgetInit<${name}State>${isSelection ? ' & SelectionInit' : ''} = {}, options?: WidgetOptions) {
    super(${specName(model.name)}, init, options);
  }
}
export interface ${name} extends ${name}State {}
declareModel(${name}, ${specName(model.name)});
`;
}

// Styles and layouts first: the others make them.
const made = new Set(
  models.flatMap(({ attributes }) => attributes.filter(isMade).map(({ widget }) => widget)),
);
const sorted = [...models].sort(
  (a, b) => Number(made.has(className(b.model.name))) - Number(made.has(className(a.model.name))),
);
const text = `// Generated by scripts/generateWidgets.mjs from @jupyter-widgets/schema ${version}. Do not edit.
import { declareModel } from '../model/declareModel.js';
import {
  DomWidget,
  type DomWidgetState,
  PageContainer,
  type PageContainerState,
  RangeSlider,
  type RangeState,
  TabContainer,
} from '../model/domWidget.js';
import type { ModelSpec } from '../model/modelSpec.js';
import { MultipleSelection, type SelectionInit, type SelectionState, SingleSelection } from '../model/selection.js';
import type { TimeOfDay } from '../model/wireValue.js';
import { Widget, type WidgetInit, type WidgetOptions } from '../model/widget.js';
import type { UploadedFile } from '../model/wireValue.js';
${sorted.map(classOf).join('')}`;
writeFileSync(new URL('../src/widgets/generated/coreWidgets.ts', import.meta.url), text);
process.stdout.write(`${models.length} widget classes\n`);
