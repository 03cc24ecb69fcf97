/** Konsole und Importe. */
export const consoleErrors = {
  console_input_unknown: [
    'Das ist keine APDU in Hexadezimal und beginnt mit keiner ES10-Funktion und keinem Befehl',
    'Tippen Sie eine APDU (80 E2 91 00 …), `select AID`, eine ES10-Funktion wie `GetEID`, `store-data HEX` oder `reset`.',
  ],
  console_apdu_malformed: [
    'Diese {length} Bytes sind keine Kommando-APDU: {reason}',
    'Vergleichen Sie Kopf und Längen mit ISO/IEC 7816-4 §5 (Fälle 1 bis 4, kurz und erweitert).',
  ],
  console_hex_malformed: [
    '{what}: keine ganzen Bytes in Hexadezimal',
    'Schreiben Sie zwei Ziffern je Byte; Leerzeichen, Doppelpunkte und 0x sind erlaubt.',
  ],
  console_aid_malformed: ['Eine AID hat 5 bis 16 Bytes; diese hat {length}', 'Kopieren Sie die ganze AID.'],
  console_json_malformed: [
    'Die Anfrage von {function} ist kein JSON: {reason}',
    'Schreiben Sie ein Objekt in JSON, oder die ganze Anfrage als TLV in Hexadezimal; `help {function}` zeigt sie.',
  ],
  console_request_invalid: [
    'Die Anfrage von {function} lässt sich nicht bilden: {path} {reason}',
    'Sehen Sie mit `help {function}` nach ihren Feldern.',
  ],
  console_not_confirmed: [
    'Diese Eingabe will bestätigt werden: {danger}',
    'Bestätigen Sie sie (`--yes` an der Befehlszeile, `confirmed` in der API).',
  ],
  console_extended_t0: [
    'Die Karte spricht T=0, das keine erweiterten APDUs trägt',
    'Senden Sie kurze APDUs, oder packen Sie sie in ENVELOPE.',
  ],
  import_format_unknown: [
    'Die Datei {file} ist weder ein Protokoll von lpac oder pcsc-spy noch ein Mitschnitt (pcap, pcapng)',
    'Nennen Sie das Format selbst (`--format` an der Kommandozeile), oder zeichnen Sie neu auf: lpac mit LIBEUICC_DEBUG_APDU=1, ein PC/SC-Programm unter pcsc-spy, oder GSMTAP mit tshark.',
  ],
  import_malformed: [
    'Die Datei {file} ist bei {place} beschädigt oder abgeschnitten: {reason}',
    'Nichts wurde importiert. Zeichnen Sie neu auf, oder schneiden Sie ab, was dort beginnt, und importieren Sie den Rest.',
  ],
  import_empty: [
    'In der Datei {file} ist keine APDU und keine HTTP-Übertragung',
    'Prüfen Sie, ob aufgezeichnet wurde, während die Karte benutzt wurde: lpac will LIBEUICC_DEBUG_APDU=1, ein Mitschnitt den GSMTAP-Port 4729.',
  ],
  import_too_many: [
    'Die Datei {file} hat mehr als {limit} Übertragungen',
    'Zerschneiden Sie sie, und importieren Sie die Teile einzeln.',
  ],
  console_not_open: ['Vorgang {id} ist keine offene Konsole', 'Öffnen Sie eine neue auf dem Leser.'],
  console_no_isdr: [
    'Mit dieser Karte gibt es keine Sitzung mit einem ISD-R',
    'Senden Sie APDUs auf dem Basiskanal, oder legen Sie eine eUICC ein und öffnen Sie eine neue Konsole.',
  ],
} as const;
