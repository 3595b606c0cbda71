// A thread of tfjs's WASM backend in Node. The package brings this worker as a blob, which Node's Worker cannot
// load, and hands it the module's JavaScript as another; both lie as files in the package as well.
const folder = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';

const { createObjectURL } = URL;
const path = require.resolve(`${folder}.js`);
URL.createObjectURL = (blob) => (blob instanceof Blob ? path : createObjectURL(blob));
URL.revokeObjectURL = () => {};
require(`${folder}.worker.js`);
