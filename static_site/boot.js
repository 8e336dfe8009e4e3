/* Runs before the first paint, so that the page never flashes in the wrong theme or size of type. */
try {
  const kept = JSON.parse(localStorage.getItem('lector.preferences') || '{}');
  const root = document.documentElement;
  if (kept.theme) root.dataset.theme = kept.theme;
  if (kept.type) root.dataset.type = kept.type;
  root.lang = kept.language || ((navigator.language || 'en').toLowerCase().startsWith('es') ? 'es' : 'en');
} catch {
  /* The defaults of index.html stand. */
}
