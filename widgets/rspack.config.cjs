// TypeScript is stripped of its types by rspack's own compiler; `tsc -p widgets` checks them (scripts/buildWidgets.mjs).
module.exports = {
  resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: 'builtin:swc-loader',
        options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
        type: 'javascript/auto',
      },
      { test: /\.raw\.css$/, type: 'asset/source' },
    ],
  },
};
