import { engineReady } from '../engine/index.js';
import { notebookPorts } from '../notebook/index.js';

// An engine that starts asynchronously must run before the next cell does.
notebookPorts().hold(engineReady());
