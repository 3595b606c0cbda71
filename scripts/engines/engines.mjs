const built = 'dist/cli/main.js';

/**
 * The engines that deploy/ is for: what is shown of each, its suite in test/deploy with its arguments (`MODEL`: the folder
 * that makeModel.mjs makes), packages of npm and programs of Debian beside those of test/deploy/requirements/NAME.txt, and
 * what of this checkout it needs.
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
  ray: {
    shows: 'four tasks on two nodes, of which a command, a worker and a node are killed: every photo once',
    suite: 'rayJob.py',
    args: ['MODEL'],
    needs: [built],
  },
  hub: {
    shows:
      'two users and a page, and what is left when the connection, the proxy and the hub are gone for a while',
    suite: 'hub.py',
    args: ['MODEL'],
    npm: ['configurable-http-proxy@5.3.0'],
    needs: [built, 'widgets/labextension/package.json'],
  },
  image: {
    shows: 'the images built without a registry of containers; kernel, server and worker in them',
    suite: 'image.py',
    args: ['MODEL'],
    programs: ['buildah', 'mmdebstrap'],
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
