import { testPlaces } from './places.js';

const panel = `/** @jsxImportSource own */
function Panel(of: { tone: 'dark' | 'light'; wide?: boolean; size: number }) { return <node />; }
`;

testPlaces('in JSX', [
  { what: 'a component', code: `${panel}<Pan│ />`, first: ['Panel'], replaces: 'Pan' },
  { what: 'an element', code: `${panel}<no│ />`, first: ['node'], replaces: 'no' },
  { what: 'props', code: `${panel}<Panel │ />`, only: ['size', 'tone', 'wide'] },
  { what: 'props that are given not again', code: `${panel}<Panel size={1} │ />`, only: ['tone', 'wide'] },
  { what: 'props, begun', code: `${panel}<Panel to│ />`, only: ['tone'], replaces: 'to' },
  { what: 'props of an element', code: `${panel}<node a│ />`, only: ['at'], replaces: 'a' },
  { what: 'the text of a prop', code: `${panel}<Panel tone="│" />`, only: ['dark', 'light'] },
  { what: 'the value of a prop', code: `${panel}<Panel size={cou│} />`, first: ['count'], replaces: 'cou' },
  { what: 'a value between tags', code: `${panel}<node>{poi│}</node>`, first: ['point'], replaces: 'poi' },
  { what: 'a member between tags', code: `${panel}<node>{point.│}</node>`, only: ['label', 'x', 'y'] },
  { what: 'nothing in text between tags', code: `${panel}<node>poi│</node>`, only: [] },
]);
