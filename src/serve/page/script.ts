/** The page's program: every way to bring a photo ends in `classify`; answers are shown, errors are said. */
export const script = `
const $ = (id) => document.getElementById(id);
let shown = 0;

async function ask(request, source) {
  const turn = ++shown;
  $('answer').hidden = false;
  $('result').hidden = true;
  $('error').textContent = '';
  $('status').textContent = 'Looking…';
  showPhoto(source);
  $('answer').scrollIntoView({ block: 'nearest' });
  const outcome = await outcomeOf(request);
  if (turn !== shown) return;
  if (outcome.error) $('error').textContent = outcome.error;
  else show(outcome.answer);
  $('status').textContent = '';
  $('answer').scrollIntoView({ block: 'nearest' });
}

async function outcomeOf(request) {
  let response, text;
  try {
    response = await request();
    text = await response.text();
  } catch {
    return { error: 'The server cannot be reached.' };
  }
  try {
    const answer = JSON.parse(text);
    if (response.ok && answer.predictions) return { answer };
    if (answer.error.message) return { error: answer.error.message };
  } catch {}
  return { error: inBetween(response.status) };
}

// A proxy between this page and the server answers in its own way, mostly with a page of HTML.
function inBetween(status) {
  if (status === 413) return 'The photo is too large for a server between this page and the model.';
  if (status === 429) return 'Too many photos at once: try again in a moment.';
  if (status >= 502 && status <= 504) return 'The model does not answer now: try again in a moment.';
  if (status < 400 || status === 401 || status === 403) return 'You may have been signed out: load this page again.';
  return 'A server between this page and the model refused the photo (status ' + status + ').';
}

// A sentence where an answer would stand.
function say(sentence) {
  shown++;
  $('answer').hidden = false;
  $('result').hidden = true;
  $('status').textContent = '';
  showPhoto();
  $('error').textContent = sentence;
}

// A file that the browser cannot draw either is not shown as a broken picture.
function showPhoto(source) {
  URL.revokeObjectURL($('photo').src);
  $('photo').hidden = true;
  if (source) $('photo').src = source;
  else $('photo').removeAttribute('src');
}
$('photo').addEventListener('load', () => { $('photo').hidden = false; });

const post = (blob) =>
  fetch('classify', { method: 'POST', body: blob, headers: { 'content-type': blob.type || 'application/octet-stream' } });
const classify = (blob) => ask(() => post(blob), URL.createObjectURL(blob));

function show({ predictions, milliseconds, model }) {
  $('bars').replaceChildren(...predictions.slice(0, 5).map(({ label, probability }) => {
    const item = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = label;
    const bar = document.createElement('div');
    bar.className = 'bar';
    const fill = document.createElement('i');
    fill.style.width = probability * 100 + '%';
    bar.append(fill);
    const percent = document.createElement('span');
    percent.textContent = (probability * 100).toFixed(1) + ' %';
    item.append(name, bar, percent);
    return item;
  }));
  $('facts').textContent = milliseconds.toFixed(0) + ' ms · model ' + model.name + ' · ' + model.version;
  $('result').hidden = false;
}

$('file').addEventListener('change', () => { if ($('file').files[0]) classify($('file').files[0]); $('file').value = ''; });
$('from-url').addEventListener('submit', (event) => {
  event.preventDefault();
  const url = $('url').value.trim();
  if (!url) return;
  ask(() => fetch('classify-url?url=' + encodeURIComponent(url)));
});
for (const type of ['dragenter', 'dragover']) addEventListener(type, (event) => { event.preventDefault(); $('drop').classList.add('over'); });
for (const type of ['dragleave', 'drop']) addEventListener(type, (event) => { event.preventDefault(); $('drop').classList.remove('over'); });
addEventListener('drop', (event) => { const file = event.dataTransfer.files[0]; if (file) classify(file); });
addEventListener('paste', (event) => {
  const file = [...event.clipboardData.files][0];
  if (file) { event.preventDefault(); classify(file); }
});
for (const button of document.querySelectorAll('#samples button')) {
  const { src } = button.dataset;
  button.addEventListener('click', () => ask(async () => {
    const sample = await fetch(src);
    return sample.ok ? post(await sample.blob()) : sample;
  }, src));
}

let stream;
function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  $('video').srcObject = null;
  $('viewfinder').hidden = true;
  $('camera').disabled = false;
}
$('camera').addEventListener('click', async () => {
  // Pages without https have no camera of their own; a telephone's file chooser has.
  if (!navigator.mediaDevices) {
    $('file').setAttribute('capture', 'environment');
    $('file').click();
    $('file').removeAttribute('capture');
    return;
  }
  // A second click would open a second stream, which nobody could stop.
  $('camera').disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    for (const track of stream.getTracks()) track.addEventListener('ended', cameraEnded);
    $('video').srcObject = stream;
    await $('video').play();
    $('viewfinder').hidden = false;
  } catch (error) {
    stopCamera();
    say(error.name === 'NotAllowedError'
      ? 'The browser does not let this page use the camera; allow it beside the address.'
      : 'No camera was found; choose a photo instead.');
  }
});
function cameraEnded() {
  stopCamera();
  say('The camera was switched off.');
}
$('stop').addEventListener('click', stopCamera);

// The first frame can come some time after the camera is open.
function frame(video) {
  if (video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => { if (video.videoWidth > 0) resolve(); };
    for (const type of ['loadeddata', 'resize', 'timeupdate']) video.addEventListener(type, look);
    video.addEventListener('emptied', resolve, { once: true });
  });
}
$('shoot').addEventListener('click', async () => {
  const video = $('video');
  $('shoot').disabled = true;
  await frame(video);
  $('shoot').disabled = false;
  if (!stream) return;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  stopCamera();
  canvas.toBlob((blob) => {
    if (blob) classify(blob);
    else say('The camera gave no picture: try again, or choose a photo.');
  }, 'image/jpeg', .92);
});
`;
