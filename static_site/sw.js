/*
 * Keeps the site itself for when there is no network: fresh from the network where there is one, else as last seen.
 * Documents are kept by state/library.js, and answers of the API never.
 */
const CACHE = 'lector-site-1';
const FILES = [
  './',
  'app.js',
  'boot.js',
  'components/announce.js',
  'components/camera.js',
  'components/capture.js',
  'components/correcting.js',
  'components/correction.js',
  'components/dialog.js',
  'components/downloads.js',
  'components/form.js',
  'components/from_address.js',
  'components/hearing.js',
  'components/history.js',
  'components/icon.js',
  'components/ink_pad.js',
  'components/key_list.js',
  'components/microphone.js',
  'components/microphone_tap.js',
  'components/page_picture.js',
  'components/player.js',
  'components/reader.js',
  'components/reading_text.js',
  'components/rename.js',
  'components/session_list.js',
  'components/shell.js',
  'components/talk_button.js',
  'components/toast.js',
  'components/upload_list.js',
  'components/verify_notice.js',
  'components/way.js',
  'components/waveform.js',
  'components/wishes.js',
  'dom/html.js',
  'dom/trusted.js',
  'icon.svg',
  'lib/addresses.js',
  'lib/captions.js',
  'lib/corrections.js',
  'lib/devices.js',
  'lib/files.js',
  'lib/format.js',
  'lib/forms.js',
  'lib/geometry.js',
  'lib/i18n.js',
  'lib/keywords.js',
  'lib/marks.js',
  'lib/progress.js',
  'lib/routes.js',
  'lib/sound.js',
  'lib/strokes.js',
  'lib/text.js',
  'lib/wav.js',
  'locales/en.json',
  'locales/es.json',
  'manifest.webmanifest',
  'state/api.js',
  'state/corrections.js',
  'state/going.js',
  'state/library.js',
  'state/network.js',
  'state/playback.js',
  'state/preferences.js',
  'state/scaling.js',
  'state/session.js',
  'state/speech_stream.js',
  'state/uploads.js',
  'state/web_pictures.js',
  'state/words.js',
  'style/base.css',
  'style/components.css',
  'style/reader.css',
  'style/shell.css',
  'style/tokens.css',
  'style/views.css',
  'views/account.js',
  'views/dashboard.js',
  'views/digits.js',
  'views/document.js',
  'views/forgot.js',
  'views/keywords.js',
  'views/landing.js',
  'views/login.js',
  'views/missing.js',
  'views/register.js',
  'views/reset.js',
  'views/verify.js',
];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('lector-site-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const own = request.method === 'GET' && url.origin === self.location.origin;
  if (!own || url.pathname.startsWith('/api/') || url.pathname.endsWith('.wav')) return;
  event.respondWith(freshOrKept(request));
});

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    if (request.mode === 'navigate') return (await cache.match('./')) ?? Response.error();
    throw error;
  }
}
