import type { Translations } from '../speak.ts';

export const faultHeadings: Translations['faultHeadings'] = {
  'At the contacts of the card': 'An den Kontakten der Karte',
  'In the card': 'In der Karte',
  'In the bound profile package': 'Im gebundenen Profilpaket',
  'In the servers': 'In den Servern',
  'Status words at the contacts': 'Statuswörter an den Kontakten',
  'Delays and silence': 'Verzögerungen und Schweigen',
  'Garbage and answers cut short': 'Unsinn und abgeschnittene Antworten',
  'Removal of the card': 'Entnahme der Karte',
  'Loss of power': 'Stromausfall',
  'Errors of {function}': 'Fehler von {function}',
  'Status codes of {function}': 'Statuscodes von {function}',
  'A busy toolkit session (catBusy)': 'Eine laufende Toolkit-Sitzung (catBusy)',
  'Wrong signatures and transaction ids of the card':
    'Falsche Signaturen und Transaktionskennungen der Karte',
  'Status words of functions': 'Statuswörter von Funktionen',
  'Reasons of a failed installation (§2.5.6)': 'Gründe einer gescheiterten Installation (§2.5.6)',
  'Commands of a bound profile package (§2.5.5)': 'Kommandos eines gebundenen Profilpakets (§2.5.5)',
  'Codes that SGP.22 does not have': 'Codes, die SGP.22 nicht kennt',
  'HTTP errors': 'Fehler von HTTP',
  'Connections reset, answers cut short': 'Abgebrochene Verbindungen, abgeschnittene Antworten',
  'Slow answers and none': 'Langsame Antworten und keine',
  'Answers that are none': 'Antworten, die keine sind',
  'Wrong signatures, transactions and challenges of the server':
    'Falsche Signaturen, Transaktionen und Challenges des Servers',
  'Certificates of the server': 'Zertifikate des Servers',
  'Bound profile packages': 'Gebundene Profilpakete',
  'A session that cannot be cancelled either': 'Eine Sitzung, die auch nicht abgebrochen werden kann',
  TLS: 'TLS',
};
