import type { Translations } from '../speak.ts';

export const states: Translations['states'] = {
  label: 'Zustände von Vorgang {id}',
  passed: 'durchlaufen',
  now: 'in Arbeit',
  asks: 'wartet auf eine Antwort',
  ahead: 'steht bevor',
  skipped: 'nicht erreicht',
  broken: 'hier fehlgeschlagen',
  unfinished: 'hier abgebrochen',
  ended: 'das Ende',
  open: 'mögliches Ende',
  notTaken: 'anderes Ende',
  steps: '{count, plural, one {# Schritt} other {# Schritte}}',
  left: 'noch etwa {duration}',
  lastStep: 'Letzter Schritt:',
};
