import type { Translations } from '../speak.ts';

export const report: Translations['report'] = {
  titles: { card: 'Bericht nach Karten', day: 'Bericht nach Tagen', batch: 'Bericht nach Chargen' },
  groups: { card: 'Karte {name}', day: 'Tag {name}', batch: 'Charge {name}' },
  without: { card: 'Keine Karte wurde gelesen', day: 'Kein Tag', batch: 'Ohne Charge' },
  outcomes: {
    successful: 'Erfolgreich',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
    running: 'Läuft',
    unknown: 'Ausgang unbekannt',
  },
  counted: {
    successful: '{count} erfolgreich',
    failed: '{count} fehlgeschlagen',
    cancelled: '{count} abgebrochen',
    running: '{count} laufend',
    unknown: '{count} mit unbekanntem Ausgang',
  },
  codeUses: {
    unused: 'Code wieder verwendbar',
    used: 'Code verbraucht',
    unknown: 'Verbrauch des Codes unbekannt',
  },
  columns: {
    operation: 'Nr.',
    begun: 'Begonnen',
    took: 'Dauer',
    card: 'EID',
    what: 'Was',
    profile: 'Profil und ICCID',
    outcome: 'Ausgang',
    code: 'Code',
    server: 'Server',
    reader: 'Leser',
    by: 'Von',
    batch: 'Charge',
  },
  filters: {
    eid: 'EID',
    iccid: 'ICCID',
    batch: 'Charge',
    day: 'Tag',
    from: 'Ab',
    to: 'Vor',
    kinds: 'Was',
  },
  code: 'Nr. {id}',
  made: 'Erstellt',
  timeZone: 'Zeitzone',
  operations: '{count, plural, one {# Vorgang} other {# Vorgänge}}',
  total: '{operations}: {outcomes}',
  realTotal: 'Echte Karten',
  simulatedTotal: 'Simulierte Karten',
  simulated: 'SIMULIERT',
  truncated:
    'Dieser Bericht führt {listed} von {matching} Vorgängen auf. Engen Sie ihn nach Tag, Karte oder Charge ein, oder nehmen Sie CSV, das alle enthält.',
};

export const label: Translations['label'] = {
  title: 'Aktivierungscodes',
  confirmationCode: 'Bestätigungscode {code}',
  confirmationCodeNeeded: 'Bestätigungscode nötig',
  validUntil: 'Gültig bis {day}',
};
