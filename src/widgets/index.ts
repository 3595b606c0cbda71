/**
 * Jupyter's widgets, as `import ipywidgets as widgets` has them: `new widgets.IntSlider({ max: 9 })`.
 * @module
 */

export type { AnyWidget, AnyWidgetState } from './anywidget/anyWidget.js';
export { type DefinedWidget, defineWidget, type WidgetClass } from './anywidget/defineWidget.js';
export type { CommandAnswer, WidgetCommand, WidgetDefinition } from './anywidget/widgetBlueprint.js';
export type * from './generated/coreWidgets.js';
export {
  Accordion,
  Audio,
  BoundedFloatText,
  BoundedIntText,
  Box,
  Button,
  ButtonStyle,
  Checkbox,
  CheckboxStyle,
  ColorPicker,
  ColorsInput,
  Combobox,
  Controller,
  ControllerAxis,
  ControllerButton,
  DatePicker,
  DatetimePicker,
  DescriptionStyle,
  DirectionalLink,
  Dropdown,
  FileUpload,
  FloatLogSlider,
  FloatProgress,
  FloatRangeSlider,
  FloatSlider,
  FloatsInput,
  FloatText,
  GridBox,
  HBox,
  HTML,
  HTMLMath,
  HTMLMathStyle,
  HTMLStyle,
  Image,
  IntProgress,
  IntRangeSlider,
  IntSlider,
  IntsInput,
  IntText,
  Label,
  LabelStyle,
  Layout,
  Link,
  Media,
  NaiveDatetimePicker,
  Password,
  Play,
  ProgressStyle,
  RadioButtons,
  Select,
  SelectionRangeSlider,
  SelectionSlider,
  SelectMultiple,
  SliderStyle,
  Stack,
  Tab,
  TagsInput,
  Text,
  Textarea,
  TextStyle,
  TimePicker,
  ToggleButton,
  ToggleButtonStyle,
  ToggleButtons,
  ToggleButtonsStyle,
  Valid,
  VBox,
  Video,
} from './generated/coreWidgets.js';
export { type ControlSpec, interact } from './interact.js';
export { dlink, jsdlink, jslink, type LinkEnd, link } from './link.js';
export type { PageContainer, PageContainerState, TabContainer } from './model/domWidget.js';
export { DomWidget, type DomWidgetState, type RangeSlider, type RangeState } from './model/domWidget.js';
export type { ValueKind } from './model/modelSpec.js';
export { type AttributeSpec, attributesOf, type ModelSpec } from './model/modelSpec.js';
export type { AttributeChange, Observable, WidgetMessage } from './model/observable.js';
export type {
  MultipleSelection,
  Selection,
  SelectionInit,
  SelectionOption,
  SelectionOptions,
  SelectionState,
  SingleSelection,
} from './model/selection.js';
export { Widget, type WidgetChange, type WidgetInit, type WidgetOptions } from './model/widget.js';
export type { OpenModel } from './model/widgetManager.js';
export type { TimeOfDay, UploadedFile } from './model/wireValue.js';
export { Output } from './output.js';
