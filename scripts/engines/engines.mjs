const built = 'dist/cli/main.js';

/**
 * The engines that deploy/ is for: what is shown of each, its suite in test/deploy with its arguments (`MODEL`: the folder
 * that makeModel.mjs makes), packages of npm beside those of test/deploy/requirements/NAME.txt, and what of this
 * checkout it needs.
 *
 * @type {Record<string, import('./engines.mjs').Engine>}
 */
export const engines = {
  triton: inference('triton'),
  mlserver: inference('mlserver'),
  kserve: inference('kserve'),
  gateway: {
    shows: 'a kernel by Enterprise Gateway, on a host of its choice',
    suite: 'gateway.py',
    needs: [built],
  },
  kubernetes: {
    shows: 'the manifests fit the published schemas',
    suite: 'manifests.py',
    needs: [],
  },
};

function inference(server) {
  return {
    shows: 'one client of the Open Inference Protocol, the same answers as from tsvision serve',
    suite: 'inference.py',
    args: [server, 'MODEL'],
    needs: [built],
  };
}
