/** The camera of a computer: look, take, keep or take again. */

import { fill, html } from '../dom/html.js';
import { nameFor } from '../lib/files.js';
import { t } from '../state/words.js';
import { openDialog } from './dialog.js';
import { icon } from './icon.js';

/** @param {{signal: AbortSignal, onPhoto: (photo: File) => void, onChoose: () => void}} options `onChoose`: a file instead */
export async function openCamera({ signal, onPhoto, onChoose }) {
  const video = html`<video autoplay playsinline muted></video>`;
  const stage = html`<div class="stage">${video}</div>`;
  const actions = html`<div class="actions"></div>`;
  const problem = html`<p class="problem" role="alert"></p>`;
  /** @type {MediaStream | null} */
  let stream = null;
  let preview = '';
  const forget = () => {
    if (preview) URL.revokeObjectURL(preview);
    preview = '';
  };
  const dialog = openDialog(t('camera.title'), html`<div class="camera">${stage} ${problem} ${actions}</div>`, {
    signal,
    wide: true,
    onClose: () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      forget();
    },
  });

  const look = () => {
    forget();
    fill(stage, video);
    video.play().catch(() => {});
    fill(
      actions,
      html`<button type="button" class="primary" onclick=${take}>${icon('camera')} ${t('camera.take')}</button>`,
    );
    actions.querySelector('button')?.focus();
  };
  const take = async () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    if (!blob) return;
    preview = URL.createObjectURL(blob);
    fill(stage, html`<img src=${preview} alt=${t('camera.taken')} />`);
    const keep = () => {
      onPhoto(new File([blob], nameFor(t('capture.photo'), new Date(), 'image/jpeg'), { type: 'image/jpeg' }));
      dialog.close();
    };
    fill(
      actions,
      html`<button type="button" class="primary" onclick=${keep}>${icon('check')} ${t('camera.keep')}</button>`,
      html`<button type="button" onclick=${look}>${icon('retry')} ${t('camera.again')}</button>`,
    );
    actions.querySelector('button')?.focus();
  };

  try {
    const found = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 3840 }, height: { ideal: 2160 } },
    });
    if (!dialog.open) return found.getTracks().forEach((track) => track.stop());
    stream = found;
    video.srcObject = stream;
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
    look();
  } catch {
    stage.remove();
    fill(problem, t('camera.refused'));
    const choose = () => {
      dialog.close();
      onChoose();
    };
    fill(
      actions,
      html`<button type="button" class="primary" onclick=${choose}>${icon('file')} ${t('capture.choose')}</button>`,
    );
    actions.querySelector('button')?.focus();
  }
}
