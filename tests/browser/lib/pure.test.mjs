// The site's pure modules. Run: node --test tests/browser/lib
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const lib = (name) => import(new URL(`../../../static_site/lib/${name}.js`, import.meta.url));
const { pickLanguage, translator, explain } = await lib('i18n');
const { placeOf } = await lib('routes');
const { checkRegistration, checkLogin, checkPasswordChange } = await lib('forms');
const { faultOf, typeOf, scaledSize, nameFor, MAX_BYTES } = await lib('files');
const { markAt, sentenceStarts, skipSentence, markOfWord } = await lib('marks');
const { cuesOf, captionsOf } = await lib('captions');
const { fit, clamp, zoom, reveal, boundsOf, MAX_SCALE } = await lib('geometry');
const { blocksOf, blockBreaks, isDoubtful, titleOf, textOf, fileName } = await lib('text');
const { corrected, cleanWord, listOf, undoing } = await lib('corrections');
const { addressFault, draggedAddress, isAddress, nameOf } = await lib('addresses');
const { headerOf, rateOf } = await lib('wav');
const { deviceOf } = await lib('devices');
const { shareDone, isWorking, nextAsk } = await lib('progress');
const { loudness, envelope, joined, wav } = await lib('sound');
const { WORDS, runnersUp, faultOf: microphoneFaultOf } = await lib('keywords');
const format = await lib('format');

describe('language', () => {
  it('takes the first that both sides know', () => {
    assert.equal(pickLanguage(['de-DE', 'es-MX', 'en']), 'es');
    assert.equal(pickLanguage(['ja']), 'en');
    assert.equal(pickLanguage([]), 'en');
  });
  it('fills in values, and says plurals by the rules of the language', () => {
    const t = translator({ hello: 'Hola, {name}', 'n.one': '{count} palabra', 'n.other': '{count} palabras' }, 'es');
    assert.equal(t('hello', { name: '<Ana>' }), 'Hola, <Ana>');
    assert.equal(t('n', { count: 1 }), '1 palabra');
    assert.equal(t('n', { count: 12345 }), '12.345 palabras');
    assert.equal(t('unknown.key'), 'unknown.key');
    assert.equal(t('hello'), 'Hola, {name}');
  });
  it("explains an error in the site's words where it has them, else in the server's", () => {
    const t = translator({ 'error.not_found': 'Nada', 'error.internal': 'Uy' }, 'es');
    assert.equal(explain(t, { code: 'not_found', message: 'Nothing' }), 'Nada');
    assert.equal(explain(t, { code: 'new_code', message: 'Nothing' }), 'Nothing');
    assert.equal(explain(t, {}), 'Uy');
  });
});

describe('addresses', () => {
  it('name a view and its parameters', () => {
    assert.deepEqual(placeOf(''), { name: 'home', params: {}, query: {} });
    assert.deepEqual(placeOf('#/documents/a%2Fb?x=1'), { name: 'document', params: { id: 'a/b' }, query: { x: '1' } });
  });
  it('that fit nothing, or cannot be decoded, are missing', () => {
    assert.equal(placeOf('#/documents').name, 'missing');
    assert.equal(placeOf('#/documents/%E0%A4%A').name, 'missing');
    assert.equal(placeOf('#/login/x').name, 'missing');
  });
});

describe('forms', () => {
  const good = { name: 'Ana', email: 'ana@example.org', password: 'secret', password_confirmation: 'secret' };
  it('let a good registration pass', () => assert.deepEqual(checkRegistration(good), {}));
  it('name each field that is wrong', () => {
    assert.deepEqual(Object.keys(checkRegistration({})), ['name', 'email', 'password']);
    assert.deepEqual(checkRegistration({ ...good, password_confirmation: 'Secret' }), {
      password_confirmation: 'form.password_differs',
    });
    for (const email of ['ana', 'ana@', '@b.c', 'a b@c.d', 'a@b']) {
      assert.ok(checkRegistration({ ...good, email }).email, email);
    }
  });
  it('count characters as people do', () => {
    const password = '😀😀😀😀😀😀';
    assert.deepEqual(checkRegistration({ ...good, password, password_confirmation: password }), {});
    assert.ok(checkRegistration({ ...good, password: '😀😀😀', password_confirmation: '😀😀😀' }).password);
  });
  it('want the current password for a change, and any password for a log-in', () => {
    assert.ok(checkPasswordChange({ ...good, current_password: '' }).current_password);
    assert.deepEqual(checkLogin({ email: 'a@b.c', password: 'x' }), {});
  });
});

describe('files', () => {
  const file = (name, type = '', size = 10) => ({ name, type, size });
  it('are known by type, or by name where the browser is silent', () => {
    assert.equal(typeOf(file('x.JPG', 'image/jpeg')), 'image/jpeg');
    assert.equal(typeOf(file('x.heic')), 'image/heic');
    assert.equal(typeOf(file('x.pdf', 'application/octet-stream')), 'application/pdf');
    assert.equal(typeOf(file('x.jpg', 'text/html')), '');
    assert.equal(typeOf(file('x')), '');
  });
  it('that are empty, foreign or too large are refused before they are sent', () => {
    assert.equal(faultOf(file('a.png', 'image/png', 0)), 'empty_file');
    assert.equal(faultOf(file('a.txt', 'text/plain')), 'unsupported_format');
    assert.equal(faultOf(file('a.pdf', 'application/pdf', MAX_BYTES + 1)), 'file_too_large');
    assert.equal(faultOf(file('a.pdf', 'application/pdf', MAX_BYTES)), null);
    assert.equal(faultOf(file('a.jpg', 'image/jpeg', MAX_BYTES + 1)), null, 'it will be scaled');
  });
  it('are scaled only where they are oversized, in proportion', () => {
    assert.equal(scaledSize(4000, 3000, 3e6), null);
    assert.deepEqual(scaledSize(9000, 6000, 3e6), { width: 3600, height: 2400 });
    assert.deepEqual(scaledSize(60000, 1000, 3e6), { width: 3600, height: 60 });
    assert.deepEqual(scaledSize(1000, 1000, 30e6), { width: 1000, height: 1000 });
  });
  it('get a name where they have none', () => {
    assert.equal(nameFor('Photo', new Date(2026, 0, 5, 7, 3), 'image/jpeg'), 'Photo 2026-01-05 07.03.jpg');
  });
});

const mark = (start_ms, text, word = 0, page = 0) => ({ start_ms, end_ms: start_ms + 90, page, word, text });
const marks = [
  mark(100, 'Dear', 0),
  mark(200, 'Ana.', 1),
  mark(900, 'Come', 2),
  mark(1000, 'soon!”', 4),
  mark(3000, 'Love', 0, 1),
  mark(3100, 'E.', 1, 1),
];

describe('marks', () => {
  it('tell which word is heard', () => {
    assert.deepEqual(
      [0, 99, 100, 250, 899, 900, 99999].map((ms) => markAt(marks, ms)),
      [-1, -1, 0, 1, 1, 2, 5],
    );
    assert.equal(markAt([], 5), -1);
  });
  it('agree with a plain search, at every millisecond', () => {
    for (let ms = 0; ms < 3300; ms += 7) {
      assert.equal(markAt(marks, ms), marks.filter((m) => m.start_ms <= ms).length - 1);
    }
  });
  it('know where sentences begin', () => assert.deepEqual(sentenceStarts(marks), [0, 2, 4]));
  it('break where a block does', () => {
    assert.deepEqual(
      sentenceStarts(marks.slice(0, 2), () => true),
      [0, 1],
    );
  });
  it('skip by sentence, both ways, and stay within', () => {
    const starts = sentenceStarts(marks);
    assert.equal(skipSentence(marks, starts, 0, 1), 900, 'the moment before the first word belongs to it');
    assert.equal(skipSentence(marks, starts, 150, 1), 900);
    assert.equal(skipSentence(marks, starts, 3150, 1), 3190, 'the end');
    assert.equal(skipSentence(marks, starts, 950, -1), 100, 'just begun: the one before');
    assert.equal(skipSentence(marks, starts, 2900, -1), 900, 'well into it: its beginning');
    assert.equal(skipSentence(marks, starts, 120, -1), 100);
    assert.equal(skipSentence([], [], 120, 1), 120);
  });
  it('start at a word, or at the next one that is spoken', () => {
    assert.equal(markOfWord(marks, 0, 1), 1);
    assert.equal(markOfWord(marks, 0, 3), 3);
    assert.equal(markOfWord(marks, 0, 9), 4);
    assert.equal(markOfWord(marks, 2, 0), -1);
  });
});

describe('captions', () => {
  it('break at sentences and pauses, and keep every word once', () => {
    assert.deepEqual(
      cuesOf(marks).map(({ text }) => text),
      ['Dear Ana.', 'Come soon!”', 'Love E.'],
    );
  });
  it('are short enough to read', () => {
    const long = Array.from({ length: 100 }, (_, i) => mark(i * 100, 'lorem', i));
    assert.ok(cuesOf(long).every(({ text }) => text.length <= 80));
    assert.equal(
      cuesOf(long)
        .map(({ text }) => text)
        .join(' ')
        .split(' ').length,
      100,
    );
  });
  it('are WebVTT, with marks escaped and hours counted', () => {
    const vtt = captionsOf([{ start_ms: 3_661_001, end_ms: 3_661_500, page: 0, word: 0, text: 'a<b>&' }]);
    assert.equal(vtt, 'WEBVTT\n\n01:01:01.001 --> 01:01:01.500\na&lt;b&gt;&amp;\n');
  });
});

describe('the picture', () => {
  const page = { width: 1000, height: 2000 };
  const frame = { width: 500, height: 500 };
  it('fits its frame, in the middle', () => assert.deepEqual(fit(page, frame), { scale: 0.25, x: 125, y: 0 }));
  it('zooms about the point under the finger', () => {
    const before = { scale: 1, x: -200, y: -700 };
    const at = [100, 50];
    const after = zoom(before, 1.5, at, page, frame);
    const under = ({ scale, x, y }) => [(at[0] - x) / scale, (at[1] - y) / scale];
    assert.deepEqual(under(after).map(Math.round), under(before).map(Math.round));
  });
  it('never leaves its frame, nor shrinks below the whole, nor grows past the limit', () => {
    assert.deepEqual(clamp({ scale: 0.01, x: 999, y: -999 }, page, frame), fit(page, frame));
    assert.equal(zoom(fit(page, frame), 1e6, [0, 0], page, frame).scale, 0.25 * MAX_SCALE);
    assert.deepEqual(clamp({ scale: 1, x: 50, y: -9999 }, page, frame), { scale: 1, x: 0, y: -1500 });
  });
  it('moves to a word only when the word is out of sight', () => {
    const quad = [
      [900, 1900],
      [950, 1900],
      [950, 1930],
      [900, 1930],
    ];
    const view = { scale: 1, x: 0, y: 0 };
    const shown = reveal(view, quad, page, frame);
    assert.deepEqual(shown, { scale: 1, x: -500, y: -1500 });
    assert.equal(reveal(shown, quad, page, frame), shown);
  });
  it('knows the box around a turned word', () => {
    assert.deepEqual(
      boundsOf([
        [5, 0],
        [10, 5],
        [5, 10],
        [0, 5],
      ]),
      { x: 0, y: 0, width: 10, height: 10 },
    );
  });
});

describe('text', () => {
  const word = (text, line, block) => ({ text, line, block });
  const page = { words: [word('Dear', 0, 0), word('Ana', 0, 0), word('come', 1, 0), word('Love', 2, 1)] };
  it('has a newline after each line and a blank line between blocks and pages', () => {
    assert.equal(textOf([page]), 'Dear Ana\ncome\n\nLove\n');
    assert.equal(textOf([page, { words: [] }, page]), 'Dear Ana\ncome\n\nLove\n\nDear Ana\ncome\n\nLove\n');
    assert.equal(textOf([{ words: [] }]), '');
  });
  it('groups words by block and line', () => assert.deepEqual(blocksOf(page.words), [[[0, 1], [2]], [[3]]]));
  it('pauses between blocks and pages alone', () => {
    const breaks = blockBreaks([page, page]);
    assert.equal(breaks(mark(0, 'Ana', 1), mark(0, 'come', 2)), false);
    assert.equal(breaks(mark(0, 'come', 2), mark(0, 'Love', 3)), true);
    assert.equal(breaks(mark(0, 'Love', 3, 0), mark(0, 'Dear', 0, 1)), true);
    assert.equal(blockBreaks([])(mark(0, 'a', 0), mark(0, 'b', 9)), false, 'marks without their page');
  });
  it('calls a document by its file name without the ending, or as its owner does', () => {
    assert.equal(titleOf({ title: 'scan 1.JPEG', filename: 'scan 1.JPEG' }), 'scan 1');
    assert.equal(titleOf({ title: 'v1.2', filename: 'x.png' }), 'v1.2');
    assert.equal(titleOf({ title: '.png', filename: '.png' }), '.png');
    assert.equal(titleOf({ title: 'Letter' }), 'Letter');
  });
  it('makes file names that every system takes', () => {
    assert.equal(fileName('a/b: "c"?', 'txt'), 'a b c.txt');
    assert.equal(fileName('', 'txt'), 'document.txt');
    assert.ok(fileName('x'.repeat(500), 'txt').length < 90);
  });
});

describe('corrections', () => {
  const pages = [
    {
      words: [
        { text: 'Daer', confidence: 0.4 },
        { text: 'Ana', confidence: 1 },
      ],
    },
  ];
  it('change a word, leave the reading alone, and end its doubt', () => {
    const set = corrected(pages, { '0:0': 'Dear' });
    assert.deepEqual(set[0].words[0], { text: 'Dear', confidence: 0.4, as_read: 'Daer' });
    assert.deepEqual([isDoubtful(pages[0].words[0]), isDoubtful(set[0].words[0])], [true, false]);
    assert.equal(pages[0].words[0].text, 'Daer');
    assert.deepEqual(corrected(pages, {}), pages);
  });
  it('are gone when the word is set back', () => {
    const once = corrected(pages, { '0:0': 'Dear' });
    const twice = corrected(once, { '0:0': 'Dearest', '0:1': 'Anna' });
    assert.deepEqual(undoing(twice), { '0:0': 'Daer', '0:1': 'Ana' });
    assert.deepEqual(corrected(twice, undoing(twice)), pages);
    assert.deepEqual(undoing(pages), {});
  });
  it('go to the API as a list', () => {
    assert.deepEqual(listOf({ '2:11': 'Dear' }), [{ page: 2, word: 11, text: 'Dear' }]);
  });
  it('show as text with plain spaces', () => {
    const [page] = corrected(pages, { '0:1': cleanWord('Ana  María') });
    assert.equal(textOf([{ words: page.words.map((word) => ({ ...word, line: 0, block: 0 })) }]), 'Daer Ana María\n');
  });
  it('are one word', () => {
    assert.equal(cleanWord('  New  York '), 'New\u00a0York');
    assert.equal(cleanWord(' \n '), '');
  });
});

describe('sound', () => {
  it('has a header that says how long it is', () => {
    const header = headerOf(48_000, 24_000);
    assert.equal(header.byteLength, 44);
    assert.equal(rateOf(header), 24_000);
    assert.equal(new DataView(header).getUint32(40, true), 48_000);
    assert.equal(String.fromCharCode(...new Uint8Array(header.slice(0, 4))), 'RIFF');
  });
});

describe('addresses of pictures', () => {
  it('are https and whole', () => {
    assert.equal(addressFault(' https://example.org/a.jpg '), null);
    assert.equal(addressFault('  '), 'address.missing');
    assert.equal(addressFault('example.org/a.jpg'), 'address.odd');
    for (const other of ['http://example.org/a.jpg', 'file:///etc/passwd', 'javascript:alert(1)', 'data:,x']) {
      assert.equal(addressFault(other), 'address.insecure');
    }
    assert.equal(isAddress('see https://example.org'), false);
  });
  it('are found in what is dragged: the picture before what it links to', () => {
    const html = '<meta charset="utf-8"><a href="https://a.example/page"><img alt="x" src="https://a.example/i?a=1&amp;b=2"></a>';
    assert.equal(draggedAddress({ html, uris: 'https://a.example/page' }), 'https://a.example/i?a=1&b=2');
    assert.equal(draggedAddress({ html: '', uris: '# page\r\nhttps://a.example/i.png' }), 'https://a.example/i.png');
    assert.equal(draggedAddress({ html: '<img src="data:image/png;base64,AA">', uris: '' }), '');
  });
  it('give files their names', () => {
    const now = new Date(2026, 10, 5, 9, 7);
    assert.equal(nameOf('https://a.example/x/My%20page.JPG?w=9', 'image/jpeg', 'Picture', now), 'My page.JPG');
    assert.equal(nameOf('https://a.example/image.php', 'image/png', 'Picture', now), 'image.php.png');
    assert.equal(nameOf('https://a.example/', 'image/png', 'Picture', now), 'Picture 2026-11-05 09.07.png');
    assert.equal(nameOf('https://a.example/%ff%2f..%5c.png', 'image/png', 'Picture', now), '%ff%2f..%5c.png');
  });
});

describe('devices', () => {
  it('are known by what the browser really is', () => {
    const chrome =
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36';
    assert.deepEqual(deviceOf(chrome), { browser: 'Chrome', system: 'Android' });
    assert.deepEqual(deviceOf(`${chrome.replace('Linux; Android 14', 'Windows NT 10.0')} Edg/126.0`), {
      browser: 'Edge',
      system: 'Windows',
    });
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1';
    assert.deepEqual(deviceOf(safari), { browser: 'Safari', system: 'iPhone' });
    assert.deepEqual(deviceOf('python-requests/2.34'), { browser: '', system: '' });
  });
});

describe('progress', () => {
  it('only ever grows on the way', () => {
    const pages = (pages_done) => ({ pages_done, pages_total: 3 });
    const way = [
      { state: 'awaiting_upload' },
      { state: 'queued' },
      { state: 'reading', progress: pages(0) },
      { state: 'reading', progress: pages(2) },
      { state: 'speaking', progress: pages(3) },
      { state: 'done' },
    ].map(shareDone);
    assert.deepEqual(
      way,
      [...way].sort((a, b) => a - b),
    );
    assert.equal(way.at(-1), 1);
    assert.ok(way.every((share) => share >= 0 && share <= 1));
  });
  it('is asked for quickly at first, and never in a hurry after', () => {
    assert.equal(nextAsk(0), 400);
    assert.equal(nextAsk(500), 4000);
  });
  it('ends with done and failed', () => {
    assert.deepEqual(
      ['queued', 'done', 'failed'].map((state) => isWorking({ state })),
      [true, false, false],
    );
  });
});

describe('numbers and times', () => {
  it('are written as people write them', () => {
    assert.equal(format.clock(65.9), '1:05');
    assert.equal(format.clock(3725), '1:02:05');
    assert.equal(format.clock(NaN), '0:00');
    assert.match(format.bytes(1_234_567, 'en'), /1\.2\sMB/);
    assert.match(format.bytes(1_234_567, 'es'), /1,2\sMB/);
    assert.equal(format.languageName('es', 'en'), 'Spanish');
    assert.equal(format.languageName('not a code', 'en'), 'not a code');
  });
  it('say how long ago', () => {
    const now = new Date('2026-05-10T12:00:00Z');
    assert.equal(format.ago('2026-05-10T11:59:30Z', now, 'en'), 'now');
    assert.equal(format.ago('2026-05-10T12:00:05Z', now, 'en'), 'now', 'a clock that is a little ahead');
    assert.equal(format.ago('2026-05-10T09:00:00Z', now, 'es'), 'hace 3 horas');
    assert.equal(format.ago('2026-05-09T10:00:00Z', now, 'en'), 'yesterday');
    assert.match(format.ago('2025-05-09T10:00:00Z', now, 'en'), /May 9, 2025/);
    assert.equal(format.ago('rubbish', now, 'en'), '');
  });
});

describe('sound', () => {
  const tone = (length, amplitude) => Float32Array.from({ length }, (_, at) => amplitude * Math.sin(at));
  it('is as loud as it is heard', () => {
    assert.equal(loudness(new Float32Array(100)), 0);
    assert.equal(loudness(new Float32Array(0)), 0);
    assert.ok(loudness(tone(1000, 0.01)) < loudness(tone(1000, 0.1)));
    assert.ok(loudness(new Float32Array(10).fill(1)) === 1);
  });
  it('has an outline of as many parts as are asked for', () => {
    const samples = joined([new Float32Array(500), tone(500, 0.5)]);
    const outline = envelope(samples, 10);
    assert.equal(outline.length, 10);
    assert.equal(Math.max(...outline), 1);
    assert.equal(outline[0], 0);
    assert.equal(envelope(new Float32Array(3), 10).length, 10, 'more parts than samples');
    assert.ok(Math.max(...envelope(tone(100, 0.001), 4)) < 0.1, 'next to silent stays flat');
  });
  it('becomes a WAV file', async () => {
    const file = wav(Float32Array.from([0, 1, -1, 2, -0.5]), 16000);
    assert.equal(file.type, 'audio/wav');
    const view = new DataView(await file.arrayBuffer());
    assert.equal(view.byteLength, 54);
    assert.equal(view.getUint32(24, true), 16000);
    assert.equal(view.getUint32(40, true), 10);
    const pcm = [0, 1, 2, 3, 4].map((at) => view.getInt16(44 + 2 * at, true));
    assert.deepEqual(pcm, [0, 32767, -32767, 32767, -16383]);
  });
});

describe('keywords', () => {
  it('are ranked, and what is no word is left out', () => {
    const scores = { yes: 0.5, unknown: 0.3, no: 0.1, silence: 0.05, up: 0.05 };
    assert.deepEqual(runnersUp(scores, 2), [
      ['yes', 0.5],
      ['no', 0.1],
    ]);
    assert.equal(WORDS.length, 30);
  });
  it('are not heard without a microphone, for a reason', () => {
    const reasons = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'];
    assert.deepEqual(
      reasons.map((name) => microphoneFaultOf({ name })),
      ['denied', 'none', 'busy', 'other'],
    );
  });
});
