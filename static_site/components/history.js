/** A person's documents: newest first, live, to be searched, renamed and deleted. */

import { fill, html } from '../dom/html.js';
import * as format from '../lib/format.js';
import { explain } from '../lib/i18n.js';
import { isWorking, nextAsk, shareDone } from '../lib/progress.js';
import { titleOf } from '../lib/text.js';
import { api } from '../state/api.js';
import { forgetDocument, keptDocuments } from '../state/library.js';
import { uploads } from '../state/uploads.js';
import { t } from '../state/words.js';
import { announce } from './announce.js';
import { icon, iconButton } from './icon.js';
import { renameDialog } from './rename.js';
import { endToast, toast } from './toast.js';

const PAGE = 20;
const TYPING_MS = 250;

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function makeHistory(signal) {
  /** @type {Map<string, ReturnType<typeof makeCard>>} */
  const cards = new Map();
  /** @type {Set<string>} deleted, but for the time of undo */
  const leaving = new Set();
  let query = '';
  /** @type {string | null} */
  let cursor = null;
  let loading = false;
  let loadingMore = false;
  let lost = false; // the network, at the last try: what is shown may be what was kept

  const list = html`<ol class="cards"></ol>`;
  const message = html`<div class="empty"></div>`;
  const foot = html`<div class="foot"></div>`;
  const search = html`<input
    type="search" id="history-search" autocomplete="off"
    placeholder=${t('history.search')} aria-label=${t('history.search')}
  />`;
  const element = html`<section class="history" aria-labelledby="history-title">
    <header>
      <h2 id="history-title">${t('history.title')}</h2>
      <div class="search">${icon('search')} ${search}</div>
    </header>
    ${message} ${list} ${foot}
  </section>`;

  const tell = () => {
    const shown = [...cards.keys()].filter((id) => !leaving.has(id)).length;
    if (shown || loading) fill(message);
    else if (!query) fill(message, html`<p class="muted">${t('history.empty')}</p>`);
    else {
      const all = () => {
        search.value = '';
        search.dispatchEvent(new Event('input'));
        search.focus();
      };
      fill(
        message,
        html`<p class="muted">${t('history.none_found', { query })}</p>`,
        html`<button type="button" onclick=${all}>${t('history.show_all')}</button>`,
      );
    }
  };

  /** @param {any[]} documents @param {boolean} first whether they are the newest ones */
  const put = (documents, first) => {
    const elements = [];
    for (const document of documents) {
      if (leaving.has(document.id) || uploads.tellsOf(document.id)) continue;
      let card = cards.get(document.id);
      if (card) card.show(document);
      else cards.set(document.id, (card = makeCard(document, { remove, rename })));
      elements.push(card.element);
      uploads.forget(document.id);
    }
    if (first) {
      elements.forEach((card, index) => {
        if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null);
      });
    } else list.append(...elements);
    tell();
  };

  /** @param {boolean} more */
  const load = async (more = false) => {
    if (more && loadingMore) return;
    loading = true;
    loadingMore ||= more;
    const asked = query;
    try {
      const answer = await api.documents({ q: asked, cursor: more ? cursor : null, limit: PAGE }, signal);
      if (asked !== query) return;
      if (more || lost || !cards.size) cursor = answer.cursor;
      loading = lost = false;
      put(answer.documents, !more);
    } catch (/** @type {any} */ error) {
      if (signal.aborted) return;
      loading = false;
      lost = error.code === 'offline';
      if (lost && !cards.size) put(await keptDocuments(asked), true);
      if (!cards.size) fill(message, html`<p class="problem">${explain(t, error)}</p>`);
    } finally {
      loading = false;
      if (more) {
        loadingMore = false;
        watcher.unobserve(foot); // looked at anew: the end may still be in sight
        watcher.observe(foot);
      }
    }
  };

  /** @param {any} document */
  const remove = (document) => {
    endToast();
    const card = cards.get(document.id);
    if (!card) return;
    leaving.add(document.id);
    const next = /** @type {HTMLElement | null} */ (
      card.element.nextElementSibling ?? card.element.previousElementSibling
    );
    card.element.hidden = true;
    (next?.querySelector('a') ?? search).focus();
    tell();
    const undo = () => {
      leaving.delete(document.id);
      card.element.hidden = false;
      card.element.querySelector('a')?.focus();
      tell();
    };
    const forGood = async () => {
      try {
        await api.deleteDocument(document.id);
        forgetDocument(document.id);
        cards.delete(document.id);
        card.element.remove();
      } catch (/** @type {any} */ error) {
        if (error.code !== 'not_found') {
          undo();
          toast(explain(t, error));
        }
      }
    };
    toast(t('history.deleted', { title: titleOf(document) }), { label: t('history.undo'), act: undo }, forGood);
  };

  /** @param {any} document */
  const rename = (document) => renameDialog(document, signal, (renamed) => cards.get(document.id)?.show(renamed));

  // ── Search as one types ──
  let typing = 0;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      query = search.value.trim();
      cursor = null;
      cards.clear();
      fill(list);
      load().then(() => announce(t('history.found', { count: cards.size })));
    }, TYPING_MS);
  });

  // ── More as one scrolls ──
  const watcher = new IntersectionObserver(
    ([entry]) => {
      if (entry.isIntersecting && cursor) load(true);
    },
    { rootMargin: '600px' },
  );
  watcher.observe(foot);

  // ── Live states ──
  let timer = 0;
  let asked = 0;
  const live = async () => {
    clearTimeout(timer);
    const working = [...cards.values()].some((card) => isWorking(card.document) && !leaving.has(card.document.id));
    const arriving = uploads.list.some(({ state }) => state === 'sent' || state === 'sending');
    if ((working || arriving || (lost && navigator.onLine)) && !document.hidden) {
      asked += 1;
      await load();
    } else asked = 0;
    if (!signal.aborted) timer = setTimeout(live, working || arriving || lost ? nextAsk(asked) : 1000);
  };
  uploads.addEventListener(
    'change',
    (/** @type {any} */ event) => event.detail.state === 'sent' && ((asked = 0), load()),
    { signal },
  );
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      clearTimeout(typing);
      watcher.disconnect();
      endToast();
    },
    { once: true },
  );
  load().then(live);
  return element;
}

/** @param {any} first @param {{remove: (document: any) => void, rename: (document: any) => void}} acts */
function makeCard(first, { remove, rename }) {
  const card = { document: first, element: html`<li class="card"></li>`, show };
  let drawn = '';
  /** @param {any} document */
  function show(document) {
    const before = card.document.state;
    card.document = { ...card.document, ...document };
    const look = JSON.stringify([
      document.state,
      document.progress,
      document.title,
      document.excerpt,
      Boolean(document.links?.pages?.length),
    ]);
    if (look === drawn) return;
    drawn = look;
    const focused = card.element.contains(globalThis.document.activeElement)
      ? globalThis.document.activeElement?.className
      : null;
    fill(card.element, drawCard(card.document, { remove, rename }));
    if (focused) /** @type {HTMLElement | null} */ (card.element.querySelector(`.${focused.split(' ')[0]}`))?.focus();
    if (before !== document.state) announce(`${titleOf(document)}: ${stateOf(document)}`);
  }
  show(first);
  return card;
}

/** Where a document is, in words. @param {any} document */
export function stateOf({ state, progress, error, notice }) {
  if (state === 'failed') return explain(t, error ?? {});
  if (notice && t.has(`notice.${notice.code}`)) return t(`notice.${notice.code}`);
  if (state === 'reading' && progress?.pages_total > 1) {
    return t('state.reading_pages', {
      page: Math.min(progress.pages_done + 1, progress.pages_total),
      pages: progress.pages_total,
    });
  }
  return t(`state.${state}`);
}

/** @param {any} document @param {{remove: (document: any) => void, rename: (document: any) => void}} acts */
function drawCard(document, { remove, rename }) {
  const thumbnail = document.links?.pages?.[0];
  const working = isWorking(document);
  const plain = document.state === 'done' && !document.notice;
  const meta = [format.ago(document.created_at, new Date(), t.language)];
  if (document.words) meta.push(t('history.words', { count: document.words }));
  const title = titleOf(document);
  return html`<div class="thumbnail" aria-hidden="true">
      ${thumbnail ? html`<img src=${thumbnail} alt="" loading="lazy" decoding="async" />` : icon('file')}
    </div>
    <div class="about">
      <a class="title" href="#/documents/${encodeURIComponent(document.id)}">${titleOf(document)}</a>
      ${
        plain
          ? html`<p class="excerpt" lang=${document.language || null}>${document.excerpt}</p>`
          : html`<p class="state ${document.state}">${document.state === 'failed' ? icon('alert') : ''} ${stateOf(document)}</p>`
      }
      ${working && html`<progress max="1" value="${shareDone(document)}" aria-label=${t('document.progress')}></progress>`}
      <p class="meta muted">${meta.join(' · ')}</p>
    </div>
    <div class="buttons">
      ${iconButton('pen', t('history.rename', { title }), () => rename(document), 'rename')}
      ${iconButton('trash', t('history.delete', { title }), () => remove(document), 'delete')}
    </div>`;
}
