// Préau : l’enveloppe (styles, police, icônes) reste dans l’appareil ; aucune page personnelle n’y est gardée.
const enveloppe = ['asset:css/preau.css', 'asset:css/pages.css', 'asset:preau.js', 'asset:icones.svg',
  'asset:font/bricolage-fr.woff2', 'asset:img/preau-app-icon.svg'];
const horsLigne = '/hors-ligne';
// Les adresses portent l’empreinte des fichiers : la liste elle-même nomme la version.
const version = 'preau ' + enveloppe.join(' ');

addEventListener('install', e => {
  e.waitUntil(caches.open(version)
    .then(c => c.addAll([...enveloppe, new Request(horsLigne, { credentials: 'omit', cache: 'reload' })]))
    .then(() => skipWaiting()));
});

addEventListener('activate', e => {
  e.waitUntil(caches.keys()
    .then(noms => Promise.all(noms.filter(n => n.startsWith('preau ') && n !== version).map(n => caches.delete(n))))
    .then(() => clients.claim()));
});

addEventListener('fetch', e => {
  const { request } = e, { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    e.respondWith(fetch(request).catch(() => caches.match(horsLigne)));
  } else if (enveloppe.includes(pathname)) {
    e.respondWith(caches.match(pathname).then(r => r || fetch(request)));
  }
});
