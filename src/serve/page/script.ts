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
  try {
    const response = await request();
    const answer = await response.json();
    if (turn !== shown) return;
    if (!response.ok) throw new Error(answer.error.message);
    show(answer);
  } catch (error) {
    if (turn !== shown) return;
    $('error').textContent = error instanceof TypeError ? 'The server cannot be reached.' : error.message;
  }
  $('status').textContent = '';
  $('answer').scrollIntoView({ block: 'nearest' });
}

// A file that the browser cannot draw either is not shown as a broken picture.
function showPhoto(source) {
  URL.revokeObjectURL($('photo').src);
  $('photo').hidden = true;
  if (source) $('photo').src = source;
  else $('photo').removeAttribute('src');
}
$('photo').addEventListener('load', () => { $('photo').hidden = false; });

const classify = (blob) =>
  ask(() => fetch('classify', { method: 'POST', body: blob, headers: { 'content-type': blob.type || 'application/octet-stream' } }),
    URL.createObjectURL(blob));

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
  button.addEventListener('click', async () => classify(await (await fetch(button.dataset.src)).blob()));
}

let stream;
function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  $('viewfinder').hidden = true;
}
$('camera').addEventListener('click', async () => {
  // Pages without https have no camera of their own; a telephone's file chooser has.
  if (!navigator.mediaDevices) {
    $('file').setAttribute('capture', 'environment');
    $('file').click();
    $('file').removeAttribute('capture');
    return;
  }
  try {
    stream ??= await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    $('video').srcObject = stream;
    $('viewfinder').hidden = false;
    await $('video').play();
  } catch (error) {
    $('answer').hidden = false;
    $('result').hidden = true;
    showPhoto();
    $('error').textContent = error.name === 'NotAllowedError'
      ? 'The browser does not let this page use the camera; allow it beside the address.'
      : 'No camera was found; choose a photo instead.';
  }
});
$('stop').addEventListener('click', stopCamera);
$('shoot').addEventListener('click', () => {
  const canvas = document.createElement('canvas');
  canvas.width = $('video').videoWidth;
  canvas.height = $('video').videoHeight;
  canvas.getContext('2d').drawImage($('video'), 0, 0);
  stopCamera();
  canvas.toBlob(classify, 'image/jpeg', .92);
});
`;
