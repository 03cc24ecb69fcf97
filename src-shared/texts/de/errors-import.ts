import type { Translations } from '../speak.ts';

const again = 'Berichtigen Sie es und importieren Sie neu; was schon importiert ist, wird erkannt.';
const unchanged = 'Nichts wurde geändert.';

/** Lists, pictures and documents of activation codes, sheets of labels, exports of a data folder, evidence files. */
export const importErrors = {
  code_file_too_large: [
    'Die Datei hat {length} Bytes; {limit} sind erlaubt',
    'Teilen Sie sie in kleinere und importieren Sie eine nach der anderen.',
  ],
  code_files_none: [
    'In {where} gibt es nichts zu importieren',
    'Gelesen werden Listen (Text, CSV), Bilder von QR-Codes und PDF-Dateien, die unmittelbar im Ordner liegen: Versteckte Dateien und Ordner darin bleiben weg.',
  ],
  code_files_too_many: [
    'Es sind {count} Dateien; {limit} sind auf einmal erlaubt',
    'Importieren Sie sie in mehreren Teilen.',
  ],
  codes_too_many: [
    'Es sind mehr als {limit} Aktivierungscodes, richtige und falsche zusammen',
    'Importieren Sie sie in mehreren Teilen.',
  ],
  code_list_empty: [
    'Im Text ist kein Aktivierungscode',
    'Geben Sie einen Code je Zeile an, oder eine CSV-Datei mit einer Spalte "activation code", oder mit "SM-DP+ address" und "matching ID".',
  ],
  code_list_not_text: [
    'Die Datei ist weder Text noch ein lesbares Bild oder PDF',
    'Speichern Sie sie als CSV in UTF-8. Eine Tabelle (XLSX, ODS) muss erst als CSV exportiert werden.',
  ],
  code_list_lines: [
    'Die Liste hat mehr als {limit} Zeilen',
    'Teilen Sie sie in kleinere Dateien und importieren Sie eine nach der anderen.',
  ],
  code_list_columns: [
    'Die Spalten der Liste enthalten keinen Aktivierungscode',
    'Nennen Sie eine Spalte "activation code", oder zwei "SM-DP+ address" und "matching ID".',
  ],
  code_line_columns: ['Es sind {found} Felder, wo die Liste {expected} Spalten hat', again],
  code_line_quotes: [
    'Ein Feld in Anführungszeichen ist nicht geschlossen oder geht nach dem schließenden weiter',
    again,
  ],
  code_line_two_codes: [
    'Mehrere Aktivierungscodes stehen, wo die anderen Zeilen einen haben',
    'Schreiben Sie einen Code je Zeile.',
  ],
  code_line_duplicate: [
    'Derselbe Aktivierungscode steht schon im Import ({first})',
    'Nichts zu tun: Der erste zählt.',
  ],
  code_fields_differ: [
    'Aktivierungscode und die Spalten seiner Teile (SM-DP+-Adresse, Matching-ID) sagen Verschiedenes',
    'Spalten können getrennt sortiert worden sein: Vergleichen Sie sie mit der ausgegebenen Liste.',
  ],
  code_field_missing: ['{column} fehlt', again],
  code_field_too_long: ['{column} hat mehr als {limit} Zeichen', again],
  code_field_iccid: ['Die ICCID hat nicht 18 bis 20 Ziffern', again],
  code_field_iccid_rounded: [
    'Die ICCID wurde von einer Tabelle gerundet: Ihre letzten Ziffern sind verloren',
    'Exportieren Sie die Liste neu, mit der Spalte als Text formatiert.',
  ],
  code_field_eid: [
    'Die EID hat nicht 32 Ziffern',
    'Berichtigen Sie sie und importieren Sie neu. Hat eine Tabelle sie gerundet, exportieren Sie die Liste neu, mit der Spalte als Text formatiert.',
  ],
  code_field_date: ['Das Ablaufdatum kann nicht gelesen werden', 'Schreiben Sie Daten wie 2026-12-31.'],
  code_field_date_ambiguous: [
    'Das Ablaufdatum lässt sich auf zwei Arten lesen: mit dem Tag oder dem Monat vorn',
    'Schreiben Sie Daten wie 2026-12-31, oder sagen Sie, was vorn steht.',
  ],
  code_field_flag: [
    'Ob ein Bestätigungscode nötig ist, ist nicht lesbar gesagt',
    'Schreiben Sie yes oder no.',
  ],
  qr_none_in_file: [
    'In der Datei ist kein QR-Code',
    'Nehmen Sie ein Bild, das den ganzen QR-Code mit seinem weißen Rand zeigt, gerade und scharf.',
  ],
  pdf_damaged: [
    'Die PDF-Datei ist beschädigt und kann nicht gelesen werden',
    'Speichern Sie sie neu, oder ihre Seiten als PNG-Bilder.',
  ],
  pdf_encrypted: [
    'Die PDF-Datei ist durch ein Passwort geschützt',
    'Speichern Sie sie ohne Schutz, oder ihre Seiten als PNG-Bilder.',
  ],
  pdf_pages: [
    'Die PDF-Datei hat {count} Seiten; {limit} sind erlaubt',
    'Teilen Sie sie in kleinere Dateien.',
  ],
  pdf_page_unreadable: [
    'Die Seite kann nicht gezeichnet werden',
    'Speichern Sie sie als PNG-Bild und importieren Sie das; die anderen Seiten sind nicht betroffen.',
  ],
  pdf_too_costly: [
    'Die PDF-Datei zu zeichnen braucht mehr Speicher, als erlaubt ist',
    'Speichern Sie ihre Seiten als PNG-Bilder und importieren Sie die.',
  ],
  label_sheet_measures: ['Die Maße des Etikettenbogens passen nicht: {reason}', 'Berichtigen Sie die Maße.'],
  label_sheet_png: [
    'Etikettenbögen werden nicht als PNG-Bilder gemacht',
    'Nehmen Sie SVG oder die Seite zum Drucken, oder lassen Sie den Bogen weg für ein Bild je Code.',
  ],
  label_too_small: [
    'Ein Etikett von {width} mal {height} mm ist zu klein für den QR-Code eines Aktivierungscodes: Seine kleinsten Quadrate hätten {module} mm',
    'Nehmen Sie größere Etiketten; Quadrate von {limit} mm sind nötig.',
  ],
  archive_foreign: [
    'Die Datei {file} ist kein Export eines Datenordners',
    'Wählen Sie eine Datei, die `data export` geschrieben hat.',
  ],
  archive_newer: [
    'Der Export {file} wurde von einer neueren Workbench geschrieben ({what} {found}; diese kennt bis {supported})',
    `Importieren Sie ihn mit jener Workbench. ${unchanged}`,
  ],
  archive_damaged: [
    'Der Export {file} ist beschädigt oder wurde verändert: {reason}',
    `Kopieren Sie ihn neu von dort, wo er geschrieben wurde, oder nehmen Sie einen anderen. ${unchanged}`,
  ],
  archive_wrong_passphrase: [
    'Die Passphrase öffnet den Export {file} nicht',
    `Geben Sie die Passphrase an, die beim Schreiben gesetzt war. ${unchanged}`,
  ],
  export_nothing: [
    'In {folder} gibt es nichts zu exportieren: Dort ist keine Datenbank',
    'Nennen Sie den Datenordner mit --data.',
  ],
  import_folder_not_empty: [
    'Der Ordner {folder} ist nicht leer',
    `Importieren Sie in einen neuen Ordner, genannt mit --data. ${unchanged}`,
  ],
  evidence_foreign: [
    'Die Datei {file} ist keine Nachweisdatei: {reason}',
    'Wählen Sie eine Datei, die `evidence export` geschrieben hat, so wie sie geschrieben wurde.',
  ],
  evidence_newer: [
    'Die Nachweisdatei {file} wurde von einer neueren Workbench geschrieben (Version {found}; diese kennt sie bis {supported})',
    'Öffnen Sie sie mit jener Workbench. Nichts davon wurde aufbewahrt.',
  ],
  evidence_damaged: [
    'Die Nachweisdatei {file} ist beschädigt oder wurde verändert: {reason}',
    'Kopieren Sie sie neu von dort, wo sie geschrieben wurde. Nichts davon wurde aufbewahrt.',
  ],
  evidence_too_large: [
    'Die Nachweisdatei {file} ist zu groß: {what} mit mehr als {limit} Bytes',
    'Nichts davon wurde aufbewahrt. Die Nachweisdatei eines Vorgangs ist kleiner; fragen Sie, wer sie gesendet hat.',
  ],
  evidence_not_found: ['Es gibt keinen geöffneten Nachweis {id}', 'Sehen Sie mit `evidence list` nach.'],
  evidence_transfer_gone: [
    'Eine Datei {id} ist nicht mehr unterwegs',
    'Beginnen Sie neu: erzeugen Sie die Datei neu, oder übergeben Sie sie neu von ihrem ersten Teil an.',
  ],
  evidence_not_ended: [
    'Vorgang {id} ist noch nicht zu Ende',
    'Warten Sie sein Ende ab, oder brechen Sie ihn ab; dann erzeugen Sie die Nachweisdatei.',
  ],
  evidence_not_replayable: [
    'Die Aufzeichnung kann nicht noch einmal ablaufen: {reason}',
    'Alles andere davon lässt sich ansehen. Zeichnen Sie den Vorgang mit dieser Workbench neu auf.',
  ],
} satisfies Partial<Translations['errors']>;
