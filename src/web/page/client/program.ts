// The page's program: the model is loaded at once; every way to bring a photo ends in `classify`.
import { wireIntake } from '../../../page/client/intake.js';
import { classify, wireExplanation } from './classify.js';
import { wireLive } from './live.js';
import { loadModel } from './loadModel.js';
import { showCard } from './modelCard.js';
import { keepOffline, offerInstallation } from './offline.js';

// Modules do not load from files; where a browser lets them, the page has said already what to do.
if (location.protocol !== 'file:') {
  const model = loadModel();
  wireIntake((photo) => classify(model, photo));
  wireLive(model, (photo) => classify(model, photo));
  wireExplanation(model);
  offerInstallation();
  // The folder is kept once the model is here, so that the first answer does not wait for copies.
  model.then(showCard).then(keepOffline, () => undefined);
}
