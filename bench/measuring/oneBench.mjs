// Runs one bench, named AREA/NAME, with its options, and sends what it found to the parent.
//
// A bench is a module with `options` (for parseArgs, optional), `measure(values)` → its figures, which JSON can carry,
// and `describe(figures)` → the same for people.
import { parseArgs } from 'node:util';

const [, , bench, ...argv] = process.argv;
const { options = {}, measure, describe } = await import(new URL(`../${bench}.mjs`, import.meta.url).href);
const known = Object.keys(options);
// The benches of an area share a command line; what is another's is not an error here.
const { values } = parseArgs({ args: argv, options, strict: false });
const own = Object.fromEntries(known.flatMap((name) => (name in values ? [[name, values[name]]] : [])));
const result = await measure(own);
process.send({ result, text: describe(result) }, () => process.exit());
