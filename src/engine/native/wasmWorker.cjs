// A thread of tfjs's WASM backend in Node. The package hands its worker over as a blob, which Node's Worker cannot
// load, and the module's JavaScript as another; the text of both lies in the package's files as well.
const { Module: CommonJs } = require('node:module');

const folder = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';

const path = require.resolve(`${folder}.js`);
URL.createObjectURL = () => path;
URL.revokeObjectURL = () => {};
const worker = new CommonJs(__filename, module);
worker.filename = __filename;
worker.paths = module.paths;
// As the package does: line breaks inside string literals must stay escapes.
const text = require(`${folder}.worker.js`).wasmWorkerContents.replaceAll('\n', '\\n');
worker._compile(text, __filename);
