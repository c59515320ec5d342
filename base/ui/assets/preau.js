// Préau : améliorations progressives. Tout marche sans ce fichier.
const annonce = document.querySelector('#annonce');

// dire lit un texte aux lecteurs d’écran, sans rien déplacer.
const dire = texte => { if (annonce) { annonce.textContent = ''; setTimeout(() => annonce.textContent = texte, 80); } };
addEventListener('preau:dire', e => dire(e.detail));

// Menus : Échap et un clic au-dehors ferment ; le focus revient à ce qui les a ouverts.
const fermer = menu => {
  const dedans = menu.contains(document.activeElement);
  menu.open = false;
  if (dedans) menu.querySelector('summary').focus();
};
const ouverts = () => document.querySelectorAll('details.menu[open]');
addEventListener('keydown', e => { if (e.key === 'Escape') ouverts().forEach(fermer); });
addEventListener('click', e => ouverts().forEach(m => { if (!m.contains(e.target)) m.open = false; }));
addEventListener('focusin', e => ouverts().forEach(m => { if (!m.contains(e.target)) m.open = false; }));

// Un formulaire ne part qu’une fois ; le bouton dit que l’envoi est en cours et garde sa largeur.
addEventListener('submit', e => {
  const f = e.target, b = e.submitter;
  if ('encore' in f.dataset || e.defaultPrevented) return;
  if ('parti' in f.dataset) { e.preventDefault(); return; }
  f.dataset.parti = '';
  const mot = b?.dataset.envoi && b.querySelector('span');
  if (!mot) return;
  b.style.minWidth = b.offsetWidth + 'px';
  b.dataset.mot = mot.textContent;
  mot.textContent = b.dataset.envoi;
  dire(b.dataset.envoi);
});
// De retour par l’historique, la page sort du cache telle qu’elle était : on rend les boutons.
addEventListener('pageshow', e => {
  if (!e.persisted) return;
  document.querySelectorAll('form[data-parti]').forEach(f => delete f.dataset.parti);
  document.querySelectorAll('[data-mot]').forEach(b => {
    b.querySelector('span').textContent = b.dataset.mot;
    b.style.minWidth = '';
    delete b.dataset.mot;
  });
});

// Le résumé des erreurs reçoit le focus, même là où autofocus ne vaut que pour les champs.
document.querySelector('.resume[autofocus]')?.focus();

// Ce que dit le message bref est lu : un role=status déjà rempli à l’arrivée reste muet.
const bulle = document.querySelector('body > .bulle span');
if (bulle) dire(bulle.textContent);

// Un travail long se suit tout seul : toutes les 2 s, 10 s en économie de données. Fini, la page entière est relue.
const suivre = () => document.querySelector('[data-suivre]');
const pas = 'eco' in document.documentElement.dataset ? 10000 : 2000;
const relire = async () => {
  const ici = suivre();
  if (!ici) return;
  if (!document.hidden && !ici.contains(document.activeElement)) try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    const neuf = page.querySelector('[data-suivre]');
    if (!neuf) return location.reload();
    ici.replaceWith(neuf);
  } catch { /* sans réseau, on réessaie au pas suivant */ }
  setTimeout(relire, pas);
};
if (suivre()) setTimeout(relire, pas);

// Un message urgent atteint les pages ouvertes : le serveur dit qu’il a changé, on ne relit que lui. Une page cachée
// ferme son flux, car un navigateur en tient peu à la fois, et relit à son retour.
let flux;
const urgence = async () => {
  if (document.querySelector('form[data-parti]')) return; // une autre page arrive, qui l’aura
  const page = new DOMParser().parseFromString(await (await fetch('/hors-ligne')).text(), 'text/html');
  const neuf = page.querySelector('.urgent'), ici = document.querySelector('.urgent');
  if (neuf?.textContent === ici?.textContent) return;
  ici?.remove();
  document.querySelector('.evite').after(neuf ?? '');
  if (neuf) dire(neuf.textContent);
};
const veiller = () => {
  flux?.close();
  if (document.hidden) return;
  const retour = flux;
  flux = new EventSource('/direct');
  flux.addEventListener('change', () => urgence().catch(() => {}));
  flux.addEventListener('open', () => { if (retour || flux.revu) urgence().catch(() => {}); flux.revu = true; });
};
if (annonce) {
  // Une seconde après l’arrivée : la page d’abord.
  addEventListener('load', () => setTimeout(veiller, 1000));
  addEventListener('visibilitychange', () => { if (flux) veiller(); });
}

addEventListener('offline', () => dire(annonce?.dataset.horsLigne));
addEventListener('online', () => dire(annonce?.dataset.enLigne));

navigator.serviceWorker?.register('/sw.js').catch(() => {});
