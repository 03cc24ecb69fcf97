import type { Translations } from '../speak.ts';

export const evidence: Translations['evidence'] = {
  hidden: {
    matching_id: 'Matching-ID (entfernt)',
    confirmation_code: 'Bestätigungscode (entfernt)',
    confirmation_code_hash: 'Hash eines Bestätigungscodes (entfernt)',
    token: 'Token (entfernt)',
    other_secret: 'Anderes Geheimnis (entfernt)',
    eid: 'EID (ersetzt)',
    iccid: 'ICCID (ersetzt)',
    imei: 'IMEI (ersetzt)',
    tac: 'TAC (ersetzt)',
    imsi: 'IMSI (ersetzt)',
    msisdn: 'MSISDN (ersetzt)',
    nickname: 'Spitzname (ersetzt)',
    certificate_serial: 'Seriennummer des eUICC-Zertifikats (ersetzt)',
    reader_serial: 'Seriennummer eines Lesers (ersetzt)',
    host: 'Rechnername des Labors (ersetzt)',
    profile_data: 'Profil und Schlüssel im Bound Profile Package (genullt)',
    euicc_public_key: 'Öffentlicher Schlüssel der eUICC (genullt)',
    euicc_signature: 'Signatur der eUICC oder für sie (genullt)',
  },
  notReplayable: {
    no_trace: 'Ohne Übertragungen: sie wurden entfernt, bevor die Datei entstand',
    trace_incomplete: 'Während der Aufzeichnung gingen Übertragungen verloren',
    recorded_before:
      'Von einer Workbench aufgezeichnet, die nicht festhielt, was Karte und Mensch sonst taten',
    no_request: 'Womit der Vorgang begonnen wurde, ist nicht mehr bekannt',
    by_hand:
      'Was gesendet wurde, kam Eingabe für Eingabe von einem Menschen oder aus der Datei eines anderen Programms',
  },
  deviation: {
    apdu: 'Eine andere APDU als die aufgezeichnete',
    http: 'Eine andere HTTP-Anfrage als die aufgezeichnete',
    connect: 'Die Karte wird verbunden, wo in der Aufzeichnung etwas anderes steht',
    reset: 'Die Karte wird zurückgesetzt, wo in der Aufzeichnung etwas anderes steht',
    more: 'Die Aufzeichnung ist zu Ende, und der Vorgang geht weiter',
    less: 'Der Vorgang endete vor seiner Aufzeichnung',
    end: 'Alle Übertragungen sind gleich, und der Vorgang endete anders',
    stuck: 'Der Vorgang wartet auf etwas, das die Aufzeichnung nicht hat',
  },
};
