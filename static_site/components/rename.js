/** The dialog that gives a document another title. */

import { titleOf } from '../lib/text.js';
import { api } from '../state/api.js';
import { t } from '../state/words.js';
import { openDialog } from './dialog.js';
import { makeForm } from './form.js';

/** @param {any} document @param {AbortSignal} signal @param {(document: any) => void} onRenamed */
export function renameDialog(document, signal, onRenamed) {
  const form = makeForm({
    fields: [{ name: 'title', label: t('rename.label'), value: titleOf(document) }],
    submit: t('rename.save'),
    check: ({ title }) => (title.trim() ? {} : { title: 'rename.missing' }),
    send: async ({ title }) => {
      const { document: renamed } = await api.renameDocument(document.id, title.trim());
      dialog.close();
      onRenamed(renamed);
    },
  });
  const dialog = openDialog(t('rename.title'), form, { signal });
  form.querySelector('input')?.select();
}
