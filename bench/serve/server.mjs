// Serves the export named by the first argument until it is killed; tells its address to its parent.
const { restrictDecoders, serve } = await import('../../dist/serve/index.js');
restrictDecoders();
const { url } = await serve(process.argv[2], { port: 0 });
process.send(url);
process.on('disconnect', () => process.exit());
