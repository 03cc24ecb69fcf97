import type { Translations } from '../speak.ts';

const format = 'Ein Aktivierungscode hat die Form LPA:1$SMDP.EXAMPLE.COM$MATCHING-ID.';
const compare = 'Vergleichen Sie den Code mit dem, der ausgegeben wurde.';
const shorter = 'Fragen Sie weniger auf einmal, in mehreren Abfragen.';

/** What is typed, given as a file or a picture, decoded and asked for. */
export const inputErrors = {
  usage: ['{reason}', 'Siehe `euicc-workbench --help`, oder --help nach jedem Befehl.'],
  file_too_large: [
    'Die Datei {file} ist größer als {limit} Bytes',
    'Prüfen Sie, ob es die gemeinte Datei ist; gelesen wurde nichts davon.',
  ],
  file_unreadable: ['Die Datei {file} kann nicht gelesen werden ({reason})', 'Prüfen Sie Namen und Rechte.'],
  file_not_written: [
    'Die Datei {file} kann nicht geschrieben werden ({reason})',
    'Wählen Sie einen anderen Ort, oder räumen Sie weg, was dort ist: Nichts wird überschrieben.',
  ],
  not_confirmed: [
    'Nicht bestätigt: {what}',
    'Bestätigen Sie am Terminal, oder geben Sie --yes an, wo niemand gefragt werden kann.',
  ],
  declined: ['Mit Nein beantwortet: {what}', 'Nichts wurde getan.'],
  reader_ambiguous: [
    'Welcher Leser? {readers}',
    'Nennen Sie einen mit --reader: mit Namen, Index oder als sim:N.',
  ],
  confirmation_code_needed: [
    'Der Server will einen Bestätigungscode',
    'Geben Sie ihn mit --confirmation-code-file an, oder führen Sie den Befehl an einem Terminal aus, um gefragt zu werden.',
  ],
  input_invalid: [
    '{what}: {path} ist nicht gültig: {reason}',
    'Berichtigen Sie die Eingabe und versuchen Sie es wieder.',
  ],
  fault_rule_invalid: ['Die Fehlerregel ({rule}) ist nicht gültig: {reason}', '{next}'],
  fault_rules_full: [
    'Es gibt schon {limit} Fehlerregeln',
    'Löschen Sie die, die nicht mehr nötig sind (`simulator faults clear`).',
  ],
  fault_rule_unknown: [
    'Es gibt keine Fehlerregel {id}',
    'Listen Sie sie mit `euicc-workbench simulator faults list` auf.',
  ],
  fault_rules_end: [
    'In diesem Datenordner läuft keine Engine, und die Regel würde mit diesem Befehl enden',
    'Starten Sie zuerst das Fenster oder `euicc-workbench serve`, oder geben Sie --fault dem Befehl, den sie treffen soll.',
  ],
  unknown_call: ['Es gibt keinen Aufruf {call}', 'Sehen Sie die Liste der Aufrufe in docs/api.md an.'],
  frame_too_large: ['Eine Nachricht ist länger als {limit} Bytes', 'Senden Sie weniger auf einmal.'],
  too_many_requests: [
    'Mehr als {limit} Anfragen warten auf ihre Antworten',
    'Warten Sie auf einige davon, bevor Sie mehr fragen.',
  ],
  client_too_slow: [
    'Das angeschlossene Programm hat mehr als {limit} Bytes ungelesen gelassen',
    'Schließen Sie es wieder an und lesen Sie, was kommt.',
  ],
  activation_code_empty: ['Es ist kein Aktivierungscode da', format],
  activation_code_too_long: [
    'Der Aktivierungscode hat {length} Zeichen; {limit} sind erlaubt',
    'Kopieren Sie nur den Code, ohne den Text darum.',
  ],
  activation_code_characters: [
    'Der Aktivierungscode enthält Zeichen, die keiner hat (Leerraum, Steuerzeichen oder Buchstaben außerhalb von ASCII)',
    'Kopieren Sie den Code neu, oder lesen Sie ihn aus seinem QR-Bild.',
  ],
  activation_code_prefix: ['Das ist kein Aktivierungscode: Er beginnt nicht mit LPA:1$', format],
  activation_code_shell: [
    'Der Aktivierungscode hat alles verloren, was seinen $-Zeichen folgte; die Shell hielt es für Variablen',
    "Setzen Sie den Code in einfache Anführungszeichen ('LPA:1$…'), oder übergeben Sie ihn auf der Standardeingabe oder als QR-Bild.",
  ],
  activation_code_format: [
    'Der Aktivierungscode ist von einem anderen Format als 1',
    'Diese LPA kennt das Format von SGP.22 Version 2: LPA:1$…',
  ],
  activation_code_missing_part: ['Der Aktivierungscode endet vor seinem Teil {part}', format],
  activation_code_address: ['Die SM-DP+-Adresse im Aktivierungscode ist kein Hostname: {reason}', compare],
  activation_code_matching_id: [
    'Die Matching-ID im Aktivierungscode hat andere Zeichen als Buchstaben, Ziffern und Bindestriche',
    compare,
  ],
  activation_code_oid: [
    'Der vierte Teil des Aktivierungscodes ist kein Object Identifier',
    'Er ist der des SM-DP+, wie 2.999.10, oder leer: Vergleichen Sie den Code mit dem, der ausgegeben wurde.',
  ],
  activation_code_flag: [
    'Der fünfte Teil des Aktivierungscodes ist nicht 1',
    'Er sagt, ob ein Bestätigungscode nötig ist: Er ist 1 oder fehlt. Vergleichen Sie den Code mit dem, der ausgegeben wurde.',
  ],
  activation_code_trailing: [
    'Der Aktivierungscode geht nach seinem letzten Teil weiter ({count} mehr)',
    compare,
  ],
  address_malformed: [
    'Die Serveradresse ist kein Hostname: {reason}',
    'Geben Sie den Namen eines SM-DP+ oder SM-DS an, wie smdp.example.com.',
  ],
  connect_to_malformed: [
    '--connect-to hat nicht die Form NAME:HOST:PORT: {reason}',
    'Geben Sie es als --connect-to smdp.example.com:127.0.0.1:8443 an.',
  ],
  image_too_large: [
    'Das Bild hat {length} Bytes; {limit} sind erlaubt',
    'Schneiden Sie den QR-Code aus und speichern Sie ihn als PNG oder JPEG.',
  ],
  image_dimensions: [
    'Das Bild hat {width} mal {height} Bildpunkte, mehr als durchsucht werden kann',
    'Schneiden Sie den QR-Code aus, oder machen Sie das Bild kleiner.',
  ],
  image_kind_unknown: [
    'Die Datei ist kein Bild einer bekannten Art',
    'Speichern Sie den QR-Code als PNG oder JPEG.',
  ],
  image_unreadable: [
    'Das Bild kann nicht dekodiert werden',
    'Speichern Sie den QR-Code noch einmal als PNG oder JPEG; die Datei kann beschädigt sein.',
  ],
  qr_not_found: [
    'Im Bild ist kein QR-Code',
    'Nehmen Sie ein Bild, das den ganzen QR-Code mit seinem weißen Rand zeigt, gerade und scharf.',
  ],
  qr_ambiguous: [
    'Im Bild sind {count} verschiedene QR-Codes',
    'Schneiden Sie den aus, der den Aktivierungscode enthält.',
  ],
  qr_text_too_long: [
    'Ein Text von {length} Zeichen passt nicht in den QR-Code eines Aktivierungscodes',
    'Ein Aktivierungscode hat höchstens 255 Zeichen.',
  ],
  decode_input_unknown: [
    'Das ist weder hexadezimal noch Base64, PEM, JSON, ein Aktivierungscode, eine EID oder eine ICCID',
    'Kopieren Sie nur die Bytes, ohne den Text darum.',
  ],
  decode_input_too_large: [
    'Die Eingabe hat {length} Bytes oder Zeichen; {limit} können auf einmal dekodiert werden',
    'Dekodieren Sie einen Teil davon.',
  ],
  trace_query_invalid: [
    'Die Suche {query} ist nicht zu verstehen',
    'Schreiben Sie sw:69xx, tag:BF2D, hex:5A0A, fn:NAME, host:NAME oder text:WORT; was ohne Namen steht, wird erraten.',
  ],
  query_syntax: [
    '{what} ist bei Zeichen {position} falsch: {found} steht, wo {expected} erwartet ist',
    "Eine Bedingung hat die Form FELD OPERATOR WERT, wie in status = 'failed' and created > -7d; Texte stehen in einfachen Anführungszeichen.",
  ],
  query_unknown_field: [
    '{what} nennt bei Zeichen {position} ein Feld, das es nicht gibt: {field}',
    'Es gibt {fields}.',
  ],
  query_bad_operator: [
    'In der Abfrage kann bei Zeichen {position} {operator} nicht für {field} gefragt werden, das {kind} ist',
    'Möglich sind {operators}.',
  ],
  query_bad_value: [
    'In der Abfrage ist bei Zeichen {position} {found} kein Wert von {field}, das {kind} ist',
    'Geben Sie {expected} an.',
  ],
  query_too_long: ['{what} hat {length} Zeichen; {limit} sind erlaubt', shorter],
  query_too_many: ['Die Abfrage hat mehr als {limit} Bedingungen', shorter],
  query_too_deep: [
    'Die Klammern der Abfrage sind bei Zeichen {position} mehr als {limit} tief',
    'Nehmen Sie unnötige Klammern weg.',
  ],
  size_invalid: [
    'Die Größe einer Liste ist eine ganze Zahl ab 1, und {size} ist keine',
    'Geben Sie eine Größe von 1 bis {limit} an, oder keine für {limit}.',
  ],
  fields_unknown: ['In dieser Liste gibt es kein Feld {field}', 'Es gibt {fields}.'],
  cursor_invalid: [
    'Der Cursor wurde nicht von dieser Workbench gemacht',
    'Beginnen Sie ohne Cursor neu, und nehmen Sie den nächsten aus der Antwort, wie er ist.',
  ],
  cursor_other_query: [
    'Der Cursor gehört zu einer anderen Liste, Abfrage oder Ordnung',
    'Geben Sie ihn mit derselben query und orderby an wie die Seite, von der er kommt, oder beginnen Sie ohne ihn neu.',
  ],
} satisfies Partial<Translations['errors']>;
