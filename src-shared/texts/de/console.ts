import type { Translations } from '../speak.ts';

export const consoleTexts: Translations['console'] = {
  dangers: {
    delete_profile:
      'Damit wird ein Profil von der Karte gelöscht. Ohne neuen Aktivierungscode kommt es nicht wieder.',
    reset_memory:
      'Damit werden Profile oder die Standard-Serveradresse von der Karte gelöscht. Das lässt sich nicht rückgängig machen.',
    switch_profile:
      'Damit wird ein Profil aktiviert oder deaktiviert: Die Karte kann ihre Netzverbindung verlieren.',
    load_profile:
      'Damit wird ein Profil installiert: Ein Abbruch mittendrin kann den Aktivierungscode verbrauchen.',
    remove_notification:
      'Damit wird eine Benachrichtigung von der Karte entfernt, ob ihr Server sie hat oder nicht.',
    es10_write: 'Damit wird geändert, was die Karte speichert.',
    store_data_unknown: 'Das geht an den ISD-R; was es dort bewirkt, lässt sich vorher nicht sagen.',
    pin_tries:
      'Damit wird die PIN oder PUK von Schlüssel {key} vorgelegt oder geändert: Eine falsche kostet einen Versuch ({tries} übrig), und ohne Versuche ist sie gesperrt.',
    file_write: 'Damit wird in eine Datei der Karte geschrieben.',
    card_manage:
      'Damit werden Dateien, Anwendungen oder Schlüssel der Karte angelegt, entfernt oder gesperrt.',
    envelope: 'Damit bekommt die Karte eine Nachricht, die alles in ihr ändern kann.',
  },
  triesUnknown: { text: 'unbekannt wie viele' },
  page: {
    title: 'Konsole',
    reader: 'Leser',
    chooseReader: 'Wählen Sie einen Leser mit Karte',
    noReaders: 'Kein Leser ist da. Stecken Sie einen an, oder schalten Sie den simulierten Arbeitsplatz ein.',
    here: 'Konsole an diesem Leser',
    open: 'Konsole öffnen',
    goOn: 'Mit Vorgang {id} weitermachen',
    goneOnWith:
      'Die Sitzung geht weiter. Was vorher gesendet wurde, steht in der Aufzeichnung ihres Vorgangs.',
    close: 'Konsole schließen',
    closed: 'Die Konsole ist geschlossen. Was gesendet wurde, ist bei ihrem Vorgang aufbewahrt.',
    ended: 'Die Sitzung ist zu Ende. Öffnen Sie eine neue, um weiterzumachen.',
    operation: 'Vorgang {id}',
    input: 'Eingabe',
    placeholder: 'APDU, ES10-Funktion, select AID, store-data HEX, reset, help',
    send: 'Senden',
    sending: 'Die Karte arbeitet …',
    onIsdr: 'ISD-R-Kanal',
    onIsdrHint: 'Sendet eine APDU auf dem logischen Kanal des ISD-R, was auch immer ihr Klassenbyte sagt.',
    raw: 'Roh',
    rawHint: 'Überlässt Ihnen 61xx, 6Cxx und 91xx: kein GET RESPONSE, keine Wiederholung, kein FETCH.',
    suggestions: 'Funktionen, die so beginnen',
    fields: 'Felder der Anfrage',
    field: 'Feld',
    type: 'Wert',
    optional: 'freiwillig',
    transcript: 'Eingaben und Antworten',
    empty:
      'Noch wurde nichts gesendet. Tippen Sie GetEID und die Eingabetaste, oder eine APDU wie 00 A4 00 04 02 3F 00.',
    emptyClosed:
      'Wählen Sie einen Leser und öffnen Sie eine Konsole: Die Karte bleibt zwischen den Eingaben verbunden.',
    secretInput: 'Kann ein Geheimnis enthalten: steht in keinem Verlauf und wird nirgends gezeigt.',
    request: 'Kommando',
    response: 'Antwort',
    bytes: 'Bytes',
    decoded: 'Dekodiert',
    moreExchanges: '{count} weitere stehen in der Aufzeichnung.',
    confirmTitle: 'Diese Eingabe senden?',
    confirm: 'Senden',
    saveScript: 'Als Skript speichern',
    scriptSaved: 'Das Skript {name} ist gespeichert.',
    scriptHead:
      'Von der Konsole der eUICC Workbench. Ausführen mit: euicc-workbench console run DATEI --reader LESER',
    scriptSecret: 'Eine Eingabe mit einem Geheimnis ist hier weggelassen.',
    clear: 'Ansicht leeren',
    help: 'Pfeil auf und ab: frühere Eingaben. Tab: Vorschlag übernehmen. Escape: Vorschläge schließen.',
    answered: 'Eingabe {n}: {result}',
    importTitle: 'Eine Aufzeichnung importieren',
    importHint:
      'Protokolle von lpac (LIBEUICC_DEBUG_APDU, LIBEUICC_DEBUG_HTTP), von pcsc-spy und Mitschnitte (pcap, pcapng) mit GSMTAP werden Vorgänge mit Aufzeichnung.',
    importButton: 'Aufzeichnung importieren …',
    importDrop: 'Datei loslassen, um sie zu importieren',
    importing: '{name} wird gelesen …',
    imported: '{name} ist importiert: {apdus} APDUs, {http} HTTP-Übertragungen.',
  },
};
