import type { Translations } from '../speak.ts';

const newCode = 'Bitten Sie den Aussteller des Aktivierungscodes um einen neuen.';
const tellOperator = 'Sagen Sie es dem Betreiber des Servers; der Mitschnitt zeigt, was gesendet wurde.';
const later = 'Versuchen Sie es später wieder.';
const newer = 'Nehmen Sie eine neuere Karte.';
const otherVersion = 'Nehmen Sie eine Karte anderer Version, oder einen anderen Server.';
const expired = 'abgelaufen';
const version = 'Versionsnummer der Spezifikation (SVN)';

/** SGP.22 v2.5 §5.2.6. */
export const serverStatus: Translations['serverStatus'] = {
  subjects: {
    '1': 'Allgemein',
    '1.1': 'Anfragender der Funktion',
    '1.2': 'Anbieter der Funktion',
    '1.2.1': 'Gültigkeitsdauer',
    '1.3': 'Protokoll',
    '1.3.1': 'Format des Protokolls',
    '1.3.2': 'Version des Protokolls',
    '1.6': 'Funktion',
    '8': 'Remote Provisioning der eUICC',
    '8.1': 'eUICC',
    '8.1.1': 'EID',
    '8.1.2': 'EUM-Zertifikat',
    '8.1.3': 'eUICC-Zertifikat',
    '8.2': 'Profil',
    '8.2.1': 'ICCID des Profils',
    '8.2.5': 'Profiltyp',
    '8.2.6': 'Matching-ID',
    '8.2.7': 'Bestätigungscode',
    '8.2.8': 'Profilregeln',
    '8.2.9': 'Profilmetadaten',
    '8.2.10': 'Gebundenes Profilpaket',
    '8.8': 'SM-DP+',
    '8.8.1': 'SM-DP+-Adresse',
    '8.8.2': 'Sicherheitseinstellungen des SM-DP+',
    '8.8.3': version,
    '8.8.4': 'SM-DP+-Zertifikat',
    '8.8.5': 'Download-Auftrag',
    '8.9': 'SM-DS',
    '8.9.1': 'SM-DS-Adresse',
    '8.9.2': 'Sicherheitseinstellungen des SM-DS',
    '8.9.3': version,
    '8.9.4': 'SM-DS-Zertifikat',
    '8.9.5': 'Ereigniseintrag',
    '8.10': 'RSP-Vorgang',
    '8.10.1': 'Transaktions-ID',
    '8.11': 'GSMA CI',
    '8.11.1': 'Öffentlicher Schlüssel des CI',
  },
  reasons: {
    '1': 'Zugriffsfehler',
    '1.1': 'unbekannt (Identifizierung oder Authentisierung)',
    '1.2': 'nicht erlaubt (Berechtigung)',
    '2': 'Formatfehler',
    '2.1': 'ungültig',
    '2.2': 'Pflichtangabe fehlt',
    '2.3': 'bedingt nötige Angabe fehlt',
    '3': 'Nutzungsbedingungen nicht erfüllt',
    '3.1': 'nicht unterstützt',
    '3.3': 'schon in Gebrauch (Eindeutigkeit)',
    '3.4': 'ungültiges Ziel',
    '3.5': 'ungültiger Übergang',
    '3.6': 'abhängige Objekte bestehen',
    '3.7': 'nicht verfügbar',
    '3.8': 'abgelehnt',
    '3.9': 'unbekannt',
    '3.10': 'ungültige Zuordnung',
    '3.11': 'der Wert hat sich geändert',
    '4': 'Verarbeitungsfehler',
    '4.2': 'Ausführungsfehler',
    '4.3': 'nach einer Warnung angehalten',
    '4.8': 'zu wenig Speicher',
    '4.10': 'Lebensdauer abgelaufen',
    '5': 'Übertragungsfehler',
    '5.1': 'nicht erreichbar',
    '6': 'Sicherheitsfehler',
    '6.1': 'Prüfung nicht bestanden',
    '6.3': expired,
    '6.4': 'Höchstzahl der Versuche überschritten',
  },
  pairs: {
    '1.3.1/2.1': { meaning: 'Der Server kann die Anfrage nicht lesen', nextStep: tellOperator },
    '8.1/4.2': {
      meaning: 'Dem Server wurde ein Fehler der eUICC gemeldet, und er hat die Sitzung beendet',
      nextStep:
        'Beginnen Sie mit einer neuen Sitzung; geschieht es wieder, zeigt der Mitschnitt, was die Karte abwies.',
    },
    '1.2/4.2': { meaning: 'Der Server scheiterte bei der Bearbeitung der Anfrage', nextStep: later },
    '1.6/2.1': { meaning: 'Ein Parameter der Funktion ist ungültig', nextStep: tellOperator },
    '1.6/2.2': { meaning: 'Ein Parameter der Funktion fehlt', nextStep: tellOperator },
    '8.1/4.8': {
      meaning: 'Die eUICC hat nicht genug Platz für dieses Profil',
      nextStep:
        'Löschen Sie ein Profil von der Karte, oder nehmen Sie eine mit mehr Speicher. Der Code bleibt gültig.',
    },
    '8.1/6.1': {
      meaning: 'Die Signatur der eUICC ist ungültig, oder die signierte Challenge ist nicht die des Servers',
      nextStep:
        'Beginnen Sie mit einer neuen Sitzung; geschieht es wieder, sind Karte oder Schlüssel defekt.',
    },
    '8.1.1/3.8': {
      meaning: 'Das Profil wurde für eine andere EID bestellt',
      nextStep:
        'Nehmen Sie die Karte, deren EID in der Bestellung steht, oder lassen Sie die Bestellung ändern.',
    },
    '8.1.2/6.1': {
      meaning: 'Das EUM-Zertifikat der Karte ist ungültig',
      nextStep:
        'Der Server erkennt den Hersteller dieser Karte nicht an: Nehmen Sie eine andere Karte oder einen anderen Server.',
    },
    '8.1.2/6.3': { meaning: 'Das EUM-Zertifikat der Karte ist abgelaufen', nextStep: newer },
    '8.1.3/6.1': {
      meaning: 'Das eUICC-Zertifikat der Karte ist ungültig',
      nextStep:
        'Der Server erkennt diese Karte nicht an: Nehmen Sie eine andere Karte oder einen anderen Server.',
    },
    '8.1.3/6.3': { meaning: 'Das eUICC-Zertifikat der Karte ist abgelaufen', nextStep: newer },
    '8.2/1.2': {
      meaning: 'Das Profil ist noch nicht freigegeben',
      nextStep:
        'Versuchen Sie es später, oder bitten Sie den Betreiber, den Auftrag freizugeben. Der Code bleibt gültig.',
    },
    '8.2/3.7': {
      meaning: 'Das Profil kann an keine Karte mehr gebunden werden: Es wurde schon heruntergeladen',
      nextStep: newCode,
    },
    '8.2.1/3.7': { meaning: 'Das Profil ist nicht verfügbar', nextStep: newCode },
    '8.2.5/3.7': {
      meaning: 'Von diesem Typ ist kein Profil mehr da',
      nextStep: 'Bitten Sie den Betreiber, mehr Profile bereitzustellen.',
    },
    '8.2.5/4.3': {
      meaning: 'Kein Profil passt zu dieser Karte und diesem Gerät',
      nextStep:
        'Vergleichen Sie Fähigkeiten der Karte und Geräteangaben mit dem, was der Betreiber erwartet.',
    },
    '8.2.6/3.8': {
      meaning:
        'Die Matching-ID wird nicht angenommen: Sie ist unbekannt, schon verbraucht oder gehört zu einem anderen Server',
      nextStep: `Prüfen Sie den Aktivierungscode Zeichen für Zeichen. ${newCode}`,
    },
    '8.2.7/2.2': {
      meaning: 'Ein Bestätigungscode ist nötig und wurde nicht angegeben',
      nextStep: 'Beginnen Sie neu mit dem Bestätigungscode, der mit dem Aktivierungscode kam.',
    },
    '8.2.7/3.8': {
      meaning: 'Der Bestätigungscode ist falsch',
      nextStep: 'Versuchen Sie es mit dem richtigen; nach einigen Versuchen sperrt der Server den Auftrag.',
    },
    '8.2.7/6.4': {
      meaning: 'Der Bestätigungscode war zu oft falsch; der Auftrag ist gesperrt',
      nextStep: newCode,
    },
    '8.8/3.10': {
      meaning: 'Die OID, die die Karte signierte, ist nicht die dieses SM-DP+',
      nextStep: tellOperator,
    },
    '8.8.1/3.8': {
      meaning: 'Der Server kennt sich unter dieser Adresse nicht',
      nextStep: 'Prüfen Sie die Adresse im Aktivierungscode, und --connect-to, wo es benutzt wird.',
    },
    '8.8.2/3.1': {
      meaning: 'Der Server unterstützt keinen der CI-Schlüssel dieser Karte',
      nextStep:
        'Karte und Server gehören zu verschiedenen Welten (etwa Test und Feld): Nehmen Sie eine Karte, die dem CI des Servers vertraut.',
    },
    '8.8.3/3.1': {
      meaning: 'Der Server unterstützt die Spezifikationsversion der Karte nicht',
      nextStep: otherVersion,
    },
    '8.8.4/3.7': {
      meaning: 'Der Server hat kein Zertifikat eines CI, dem diese Karte vertraut',
      nextStep: 'Nehmen Sie eine Karte, die dem CI des Servers vertraut, oder einen anderen Server.',
    },
    '8.8.5/4.10': { meaning: 'Der Download-Auftrag ist abgelaufen', nextStep: newCode },
    '8.8.5/6.4': { meaning: 'Der Download dieses Auftrags wurde zu oft versucht', nextStep: newCode },
    '8.9/4.2': { meaning: 'Der Root-SM-DS meldete einen Fehler', nextStep: later },
    '8.9/5.1': { meaning: 'Der Root-SM-DS ist nicht verfügbar', nextStep: later },
    '8.9.1/3.8': {
      meaning: 'Der Server kennt sich unter dieser Adresse nicht',
      nextStep: 'Prüfen Sie die Adresse des SM-DS auf der Karte.',
    },
    '8.9.2/3.1': {
      meaning: 'Der SM-DS unterstützt keinen der CI-Schlüssel dieser Karte',
      nextStep: 'Nehmen Sie eine Karte, die dem CI des SM-DS vertraut.',
    },
    '8.9.3/3.1': {
      meaning: 'Der SM-DS unterstützt die Spezifikationsversion der Karte nicht',
      nextStep: otherVersion,
    },
    '8.9.4/3.7': {
      meaning: 'Der SM-DS hat kein Zertifikat eines CI, dem diese Karte vertraut',
      nextStep: 'Nehmen Sie eine Karte, die dem CI des SM-DS vertraut.',
    },
    '8.9.5/3.9': {
      meaning: 'Für diese Karte wartet kein Ereignis',
      nextStep:
        'Bitten Sie den Betreiber, das Ereignis neu anzumelden, oder nehmen Sie einen Aktivierungscode.',
    },
    '8.10.1/3.9': {
      meaning: 'Der Server kennt diese Transaktion nicht (mehr)',
      nextStep: 'Beginnen Sie neu: Die Sitzung war zu langsam, oder der Server hat sie verloren.',
    },
    '8.11.1/3.9': {
      meaning: 'Der Server kennt den CI nicht, von dem die Zertifikate der Karte kommen',
      nextStep:
        'Karte und Server gehören zu verschiedenen Welten (etwa Test und Feld): Nehmen Sie einen Server, der dem CI der Karte vertraut.',
    },
  },
  others: { code: 'Code {code}', nextStep: tellOperator },
};
