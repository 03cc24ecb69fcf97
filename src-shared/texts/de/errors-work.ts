import type { Translations } from '../speak.ts';

const unchanged = 'Nichts wurde geändert.';
const anew = 'Nennen Sie eine andere Statusdatei, oder entfernen Sie diese, um neu zu beginnen.';
const clean = 'Reinigen Sie ihre Kontakte, legen Sie sie wieder ein, oder nehmen Sie eine andere Karte.';
const nothing = 'Nichts zu tun.';
const report = 'Melden Sie es dem Betreiber des SM-DP+.';
const sameCode = 'Starten Sie den Download mit demselben Aktivierungscode neu.';

/** Operations, batches, the vault, the store, the simulator, the workbench itself. */
export const workErrors = {
  interrupted: [
    'Die Workbench endete, als der Vorgang in {status} war',
    'Die Karte wird wieder gelesen, um herauszufinden, was darauf ist; der Vorgang wird nicht von selbst wiederholt.',
  ],
  profile_rejected: [
    'Das Profil wurde vom Nutzer abgelehnt',
    'Nichts wurde installiert. Ein Server zieht ein Profil zurück, von dem er hört, dass es abgelehnt wurde: Wird es doch gewünscht, braucht es dann einen neuen Aktivierungscode.',
  ],
  profile_postponed: [
    'Der Download wurde vom Nutzer verschoben',
    'Starten Sie ihn jederzeit mit demselben Aktivierungscode wieder.',
  ],
  profile_unexpected: [
    'Der Server bietet ein anderes Profil an als erwartet: {what} ist {found} und nicht {expected}',
    'Nichts wurde installiert, und der Auftrag bleibt. Vergleichen Sie den Aktivierungscode mit der Liste, aus der er kam, oder erwarten Sie etwas anderes.',
  ],
  question_timed_out: ['Niemand antwortete innerhalb von {minutes} Minuten', sameCode],
  confirmation_code_missing: [
    'Der Server will einen Bestätigungscode für dieses Profil',
    'Beginnen Sie neu mit dem Bestätigungscode, der mit dem Aktivierungscode kam.',
  ],
  policy_consent_missing: [
    'Das Profil kommt mit Profilregeln ({rules}), denen der Nutzer zustimmen muss, und niemand hat zugestimmt',
    'Ist annehmbar, was sie verbieten, beginnen Sie neu und stimmen Sie zu (`--accept-ppr`; `acceptPolicyRules` in der API).',
  ],
  transaction_mismatch: [
    '{where} gehört zu einer anderen Transaktion als der begonnenen',
    'Melden Sie es dem Betreiber des SM-DP+. Ist der Aktivierungscode nicht verbraucht, kann er noch einmal versucht werden.',
  ],
  server_mismatch: [
    'Der Server signierte für die Adresse {found} und wurde als {expected} gefragt',
    'Prüfen Sie die Adresse im Aktivierungscode; der Server kann falsch eingerichtet sein.',
  ],
  challenge_mismatch: [
    'Der Server signierte eine andere Challenge als die der Karte',
    'Versuchen Sie es wieder; bleibt es so, melden Sie es dem Betreiber des SM-DP+.',
  ],
  metadata_mismatch: ['Das Profilpaket enthält andere Metadaten, als der Server ankündigte', report],
  no_smdp_address: [
    'Es gibt keinen SM-DP+ zu fragen: Kein Aktivierungscode wurde angegeben, und die Karte hat keine Standard-SM-DP+-Adresse',
    'Geben Sie einen Aktivierungscode an, oder setzen Sie auf der Karte eine Standard-SM-DP+-Adresse.',
  ],
  smdp_oid_mismatch: [
    'Der Server hat den Object Identifier {found}, und der Aktivierungscode verlangt {expected}',
    'Benutzen Sie diesen Code nicht: Er wurde für einen anderen Server gemacht.',
  ],
  smds_role_wrong: [
    '{address} weist sich mit einem Zertifikat aus, das nicht das eines SM-DS ist, und wird nicht nach Ereignissen gefragt',
    'Fragen Sie einen Server, der ein SM-DS ist, oder melden Sie es dem Betreiber von diesem.',
  ],
  event_not_found: [
    'Vorgang {id} hat kein Ereignis {index} gefunden',
    'Lassen Sie die Server wieder fragen, was für die Karte wartet (`euicc-workbench profile discover`).',
  ],
  operation_not_found: [
    'Es gibt keinen Vorgang {id}',
    'Listen Sie sie mit `euicc-workbench operation list` auf.',
  ],
  operation_not_running: ['Vorgang {id} ist schon beendet', nothing],
  no_question: [
    'Vorgang {id} fragt das nicht',
    'Sehen Sie den Vorgang noch einmal an; die Frage kann beantwortet sein.',
  ],
  cannot_reconcile: ['Vorgang {id} muss nicht abgeglichen werden', nothing],
  trace_entry_not_found: [
    'Vorgang {id} hat keinen Eintrag {seq} im Mitschnitt',
    'Listen Sie die Einträge mit `euicc-workbench operation show {id} --trace` auf.',
  ],
  card_reading_not_known: [
    'Von der Karte {eid} gibt es keine Lesung {reading}',
    'Nehmen Sie eine, die `cards.readings` nennt: Von vielen einer Karte werden die ältesten entfernt.',
  ],
  card_not_known: [
    'Eine Karte mit der EID {eid} wurde nie gesehen',
    'Legen Sie die Karte ein und lesen Sie sie.',
  ],
  batch_card_unreadable: ['Die Karte konnte nicht gelesen werden: {reason}', clean],
  batch_ci_not_trusted: [
    'Keinem der CIs dieser Karte ({keyIds}) wird hier vertraut',
    'Fügen Sie die Wurzel hinzu, die die Karte braucht, oder schalten Sie sie ein (`trust add`), oder lassen Sie die Prüfung aus dem Rezept.',
  ],
  batch_memory_short: [
    'Die Karte hat {free} Bytes freien Speicher, und das Rezept verlangt {wanted}',
    'Löschen Sie ein Profil von ihr, oder nehmen Sie eine andere Karte.',
  ],
  batch_profile_there: [
    'Die Karte hat das Profil {iccid} schon',
    'Nehmen Sie eine andere Karte, oder sagen Sie im Rezept, was mit solchen Karten geschehen soll.',
  ],
  batch_not_found: ['Es gibt keine Charge {id}', 'Listen Sie sie mit `euicc-workbench batch list` auf.'],
  batch_line_not_found: [
    'Charge {id} hat keine Zeile {line}',
    'Sehen Sie ihre Zeilen mit `euicc-workbench batch show {id}` an.',
  ],
  batch_name_taken: [
    'Es gibt schon eine Charge {name}',
    'Wählen Sie einen anderen Namen, oder entfernen Sie jene Charge.',
  ],
  batch_empty: [
    'Keine Zeile der Liste kann benutzt werden',
    'Berichtigen Sie, was abgewiesen wurde, und versuchen Sie es wieder.',
  ],
  batch_state: [
    'Charge {id} ist {state}',
    'Sehen Sie sie noch einmal an: Was verlangt war, geht von dort nicht oder ist schon geschehen.',
  ],
  batch_no_readers: [
    'An Charge {id} nimmt kein Leser teil',
    'Lassen Sie Leser daran teilnehmen, dann starten Sie sie.',
  ],
  batch_reader_bound: [
    'Leser {reader} nimmt an der Charge {batch} teil',
    'Nehmen Sie ihn aus jener Charge, oder beenden Sie zuerst jene.',
  ],
  batch_code_taken: [
    'Der Aktivierungscode {id} wartet in der Charge {batch}',
    'Überspringen Sie ihn dort, oder lassen Sie ihn hier weg: Kein Code ist zugleich in zwei Chargen.',
  ],
  batch_eid_repeated: [
    'Die Karte {eid} steht schon in der Liste ({first})',
    'Die erste zählt. Eine Karte bekommt in einer Charge einen Code: Legen Sie den anderen in eine eigene Charge.',
  ],
  batch_running: [
    'Vorgänge der Charge {id} laufen noch',
    'Halten Sie sie an, warten Sie ihr Ende ab, und versuchen Sie es wieder.',
  ],
  batch_recipes_full: [
    'Es gibt {count} Rezepte, und mehr werden nicht behalten',
    'Entfernen Sie eines, das nicht gebraucht wird, oder überschreiben Sie eines unter seinem Namen.',
  ],
  batch_line_taken: ['Zeile {line} der Charge {id} ist {state}', 'Sehen Sie die Zeile noch einmal an.'],
  batch_line_open: [
    'Was aus Zeile {line} wurde, ist nicht bekannt, bevor ihre Karte {eid} wieder gelesen ist',
    'Legen Sie jene Karte in irgendeinen Leser. Ist sie verloren, geben Sie ihren Code frei (`code release`), dann versuchen Sie es wieder.',
  ],
  code_not_found: [
    'Im Tresor ist kein Aktivierungscode {id}',
    'Listen Sie auf, was es gibt, und wählen Sie neu.',
  ],
  code_claimed: [
    'Vorgang {operation} hält den Aktivierungscode {id}',
    'Warten Sie sein Ende ab. Brach er ab, legen Sie seine Karte wieder ein oder gleichen Sie ihn ab; ist die Karte verloren, geben Sie den Code frei.',
  ],
  code_not_claimed: ['Kein Vorgang hält den Aktivierungscode {id}', 'Es gibt nichts freizugeben.'],
  code_used_up: [
    'Der Aktivierungscode {id} ist verbraucht ({state})',
    'Ein Aktivierungscode geht einmal. Nehmen Sie einen anderen, oder bestellen Sie einen neuen.',
  ],
  code_not_free: [
    'Der Aktivierungscode {id} kann nicht gedruckt werden: Sein Zustand ist {state}',
    'Etiketten sind für Codes, die nicht installiert sind und die kein Vorgang hält.',
  ],
  code_expired: [
    'Der Aktivierungscode {id} ist abgelaufen',
    'Nehmen Sie einen anderen. Ist sein Datum falsch, berichtigen Sie es und versuchen Sie es wieder.',
  ],
  data_folder_unusable: [
    'Der Datenordner {folder} kann nicht benutzt werden: {reason}',
    'Machen Sie den Ordner für sich schreibbar, schaffen Sie Platz, wenn der Datenträger voll ist, oder wählen Sie einen anderen mit --data oder EUICC_WORKBENCH_DATA.',
  ],
  store_newer_version: [
    'Die Datenbank in {folder} ist von Version {found}, und diese Workbench kennt Versionen bis {supported}',
    `Eine neuere Workbench hat sie geschrieben: Benutzen Sie die, oder wählen Sie einen anderen Datenordner mit --data. ${unchanged}`,
  ],
  store_foreign: [
    'Die Datei {file} ist keine Datenbank der Workbench',
    `Wählen Sie einen anderen Datenordner mit --data, oder räumen Sie die Datei weg. ${unchanged}`,
  ],
  store_wrong_key: [
    'Der Schlüssel gehört nicht zur Datenbank in {folder}',
    `Legen Sie die Datei store.key zurück, die zusammen mit der Datenbank gemacht wurde. ${unchanged}`,
  ],
  store_key_missing: [
    'Die Datenbank in {folder} ist da, aber ihre Schlüsseldatei {file} nicht',
    `Legen Sie die Datei aus einer Sicherung zurück; ohne sie können die Mitschnitte nicht gelesen werden. ${unchanged}`,
  ],
  store_key_damaged: [
    'Die Schlüsseldatei {file} ist beschädigt: {reason}',
    `Legen Sie die Datei aus einer Sicherung zurück. ${unchanged}`,
  ],
  store_key_ring_full: [
    'Der Datenordner hat schon {count} Schlüssel, unter denen noch etwas versiegelt sein kann',
    `Versiegeln Sie alles mit dem neuesten (euicc-workbench key reseal), und versuchen Sie es wieder. ${unchanged}`,
  ],
  store_passphrase_required: [
    'Der Schlüssel des Datenordners {folder} ist durch eine Passphrase geschützt',
    'Geben Sie die Passphrase an.',
  ],
  store_wrong_passphrase: [
    'Die Passphrase öffnet den Schlüssel des Datenordners {folder} nicht',
    `Geben Sie die Passphrase an, die für diesen Ordner gesetzt wurde. ${unchanged}`,
  ],
  store_passphrase_not_set: [
    'Eine Passphrase wurde angegeben, aber der Schlüssel des Datenordners {folder} ist nicht durch eine geschützt',
    'Starten Sie ohne Passphrase, oder setzen Sie zuerst eine.',
  ],
  store_key_in_keychain: [
    'Der Schlüssel des Datenordners {folder} ist im Schlüsselbund des Systems, den nur die Desktop-Anwendung erreicht',
    `Öffnen Sie den Ordner in der Desktop-Anwendung und versuchen Sie es wieder, während sie läuft, oder geben Sie die Passphrase an, wenn neben dem Schlüsselbund eine gesetzt wurde (key passphrase). ${unchanged}`,
  ],
  store_keychain_failed: [
    'Der Schlüsselbund des Systems ({backend}) öffnet den Schlüssel des Datenordners {folder} nicht: {reason}',
    `Entsperren Sie den Schlüsselbund, und öffnen Sie den Ordner als der Nutzer und auf dem System, die den Schlüssel dort ablegten; oder geben Sie die Passphrase an, wenn eine gesetzt wurde. ${unchanged}`,
  ],
  store_keychain_unavailable: [
    'Der Schlüssel kann nicht in den Schlüsselbund des Systems gelegt werden: {reason}',
    `Verlegen Sie ihn, während die Desktop-Anwendung läuft, auf einem System mit Schlüsselbund; oder schützen Sie ihn mit einer Passphrase. ${unchanged}`,
  ],
  store_key_unprotected: [
    'Der Schlüssel des Datenordners {folder} liegt in seiner Datei, wie er ist; eine Passphrase daneben würde nichts schützen',
    'Schützen Sie ihn mit der Passphrase: euicc-workbench key move --to passphrase.',
  ],
  store_corrupt: [
    'Zeile {row} der Tabelle {table} in der Datenbank ist beschädigt ({column}: {reason})',
    'Behalten Sie eine Kopie des Datenordners und melden Sie es; die anderen Zeilen sind nicht betroffen.',
  ],
  store_damaged: [
    'Die Datenbankdatei ist beschädigt: {reason}',
    'Legen Sie den Datenordner aus einer Sicherung zurück, oder wählen Sie einen anderen mit --data.',
  ],
  store_full: [
    'Für die Datenbank ist kein Platz mehr',
    'Schaffen Sie Platz auf dem Datenträger des Datenordners, dann versuchen Sie es wieder; was lief, wird gezeigt und abgeglichen.',
  ],
  store_failed: [
    'Die Datenbank konnte nicht gelesen oder geschrieben werden: {reason}',
    'Prüfen Sie den Datenträger (ist er voll?) und die Rechte des Datenordners, dann versuchen Sie es wieder.',
  ],
  retention_busy: [
    'Die Datenbank kann nicht neu geschrieben werden, solange ein Vorgang läuft',
    'Warten Sie sein Ende ab, und versuchen Sie es wieder.',
  ],
  records_in_memory: [
    'Die Aufzeichnungen dieser Workbench sind in keinem Datenordner',
    'Starten Sie sie mit einem Datenordner, um Berichte davon zu haben und sie zu behalten.',
  ],
  store_row_missing: [
    'In der Datenbank gibt es {what} {id} nicht',
    'Listen Sie auf, was es gibt, und wählen Sie neu.',
  ],
  vpcd_unreachable: [
    'Unter {host}:{port} lauscht kein virtueller Leser ({reason})',
    'Starten Sie pcscd mit dem Treiber von vsmartcard-vpcd (Debian: apt install vsmartcard-vpcd) und vergleichen Sie den Port mit /etc/reader.conf.d/vpcd.',
  ],
  vpcd_silent: [
    'Der virtuelle Leser unter {host}:{port} bemerkt die Karte nicht',
    'Wahrscheinlich ist eine andere virtuelle Karte darin: Nehmen Sie die heraus, oder benutzen Sie einen anderen Port.',
  ],
  virtual_card_failed: [
    'Die virtuelle Karte ist gescheitert: {reason}',
    'Bitte melden Sie es; die Karte wurde aus ihrem Leser genommen.',
  ],
  ec_point_invalid: [
    'Der öffentliche Schlüssel ist kein Punkt der Kurve {curve}',
    'Die Gegenseite bildete ihren Schlüssel auf einer anderen Kurve, oder die Daten sind beschädigt; sehen Sie im Mitschnitt nach.',
  ],
  ec_private_key_invalid: [
    'Der private Schlüssel ist keiner der Kurve {curve}',
    'Prüfen Sie die Schlüsseldatei, oder machen Sie in einem leeren Ordner eine neue PKI.',
  ],
  crt_unsupported: [
    'Das Control Reference Template verlangt die Schlüsselart {keyType} mit {keyLength} Bytes und eine Host-Kennung von {hostIdLength} Bytes; nur AES mit 16 Bytes ist bekannt',
    'Der SM-DP+ hält sich nicht an SGP.22 v2.5 §5.5.1; sehen Sie im Mitschnitt nach.',
  ],
  pki_certificate_malformed: [
    'Ein Zertifikat ist kein X.509-Zertifikat von RSP: {reason}',
    'Die Gegenseite oder der PKI-Ordner hat ein Zertifikat, das SGP.22 v2.5 §4.5.2 nicht erlaubt; sehen Sie es mit openssl an.',
  ],
  private_key_malformed: [
    'Ein privater Schlüssel kann nicht gelesen werden: {reason}',
    'Geben Sie Schlüssel als PKCS#8 oder SEC1 an, in DER oder PEM.',
  ],
  pki_folder_unreadable: [
    'Der PKI-Ordner {folder} kann nicht gelesen werden: {reason}',
    'Nennen Sie einen Ordner, den es gibt und der gelesen werden darf, oder einen leeren, damit eine PKI gemacht wird.',
  ],
  pki_incomplete: [
    'Der PKI fehlt {missing} (Zertifikat mit seinem privaten Schlüssel)',
    'Fügen Sie Zertifikat und Schlüssel dem PKI-Ordner hinzu, oder nennen Sie einen leeren, damit eine PKI gemacht wird.',
  ],
  scp03t_structure: [
    'Ein geschütztes Kommando ist kein SCP03t-TLV: {reason}',
    'Der SM-DP+ oder der Weg zur Karte hat das gebundene Profilpaket beschädigt; sehen Sie im Mitschnitt nach.',
  ],
  scp03t_security: [
    'Ein geschütztes Kommando besteht die SCP03t-Prüfungen nicht: {reason}',
    'Das gebundene Profilpaket ist beschädigt oder für eine andere Karte oder Sitzung gemacht; sehen Sie im Mitschnitt nach.',
  ],
  smdp_state_unreadable: [
    'Die Statusdatei {path} des simulierten SM-DP+ kann nicht gelesen oder geschrieben werden: {reason}',
    anew,
  ],
  smds_state_unreadable: [
    'Die Statusdatei {path} des simulierten SM-DS kann nicht gelesen oder geschrieben werden: {reason}',
    anew,
  ],
  shop_state_unreadable: [
    'Die Statusdatei {path} des simulierten Shops kann nicht gelesen oder geschrieben werden: {reason}',
    anew,
  ],
  simulator_state_sealed: [
    'Die Statusdatei {path} des Simulators ist versiegelt und kann nicht geöffnet werden: {reason}',
    'Starten Sie die Workbench mit dem Schlüssel dieses Datenordners, oder räumen Sie den Ordner des Simulators weg, um mit einem neuen zu beginnen.',
  ],
  smdp_profiles_unreadable: [
    'Der Profilordner {folder} kann nicht gelesen werden: {reason}',
    'Nennen Sie einen Ordner, den es gibt und der gelesen werden darf.',
  ],
  smdp_profile_invalid: [
    'Das Profil {name} kann nicht angeboten werden: {reason}',
    'Berichtigen Sie NAME.der oder NAME.json im Profilordner.',
  ],
  smdp_port_unavailable: [
    'Der simulierte Server kann nicht am Port {port} lauschen: {reason}',
    'Wählen Sie einen anderen Port, oder beenden Sie das Programm, das diesen benutzt.',
  ],
  profile_too_large: [
    'Das Profilpaket hat {length} Bytes oder Elemente; die Grenze ist {limit}',
    'Machen Sie das Profil kleiner.',
  ],
  profile_no_header: [
    'Das Profilpaket beginnt mit {element} und nicht mit einem Header',
    'Geben Sie ein ungeschütztes Profilpaket in DER an (TCA Interoperable Profile Package).',
  ],
  profile_no_end: [
    'Das Profilpaket hat kein Ende-Element',
    'Das Paket ist abgeschnitten; machen Sie es neu.',
  ],
  profile_element_malformed: [
    'Das Profilelement {element} bei Byte {offset} kann nicht gelesen werden: {reason}',
    'Prüfen Sie das Paket mit dem Werkzeug, das es gemacht hat.',
  ],
  profile_element_misplaced: [
    'Das Profilelement {element} bei Byte {offset} steht, wo keines stehen darf',
    'Ein Paket hat einen Header, vorn, und ein Ende, hinten.',
  ],
  profile_identification_repeated: [
    'Die Kennnummer {identification} kommt zweimal vor, das zweite Mal bei {element}',
    'Nummerieren Sie die Profilelemente des Pakets neu.',
  ],
  profile_version_unsupported: [
    'Das Profilpaket ist von Version {version}; 1 bis 3 sind bekannt',
    'Machen Sie das Profil für eine frühere Version der Spezifikation.',
  ],
  simulated_card_off: ['Die simulierte Karte hat keinen Strom', 'Legen Sie sie wieder ein.'],
  simulator_config_invalid: [
    'Die Einstellungen der simulierten Karte sind falsch: {reason}',
    'Berichtigen Sie die genannte Einstellung.',
  ],
  simulator_options_invalid: [
    'Der Arbeitsplatz kann nicht wie verlangt gemacht werden: {reason}',
    'Berichtigen Sie die genannte Option; docs/simulator.md führt sie auf.',
  ],
  simulated_server_http: [
    'Der simulierte Server antwortet mit HTTP-Status {status}',
    'Sehen Sie im Protokoll des Arbeitsplatzes nach; der Name der Funktion oder ihr JSON ist falsch.',
  ],
  simulated_server_refused: [
    'Der simulierte {server} nimmt den Auftrag nicht an',
    'Sehen Sie im Protokoll des Arbeitsplatzes und bei seinen Fehlerregeln nach; der Auftrag wird wieder versucht, wenn er angesehen wird.',
  ],
  simulated_card_refused: [
    'Die simulierte Karte antwortet der Funktion mit {sw}',
    'Sehen Sie das Statuswort in SGP.22 v2.5 §5.7 und im Zustand der Karte nach.',
  ],
  simulator_state_corrupt: [
    'Die Datei mit dem Zustand der simulierten Karte ist beschädigt: {reason}',
    'Legen Sie eine Kopie davon zurück, oder räumen Sie sie weg, um mit einer leeren Karte zu beginnen.',
  ],
  simulator_state_foreign: [
    'Die Datei mit dem Zustand der simulierten Karte gehört zur EID {found} und nicht zu {expected}',
    'Geben Sie den PKI-Ordner an, mit dem die Karte gemacht wurde, oder eine andere Statusdatei.',
  ],
  simulator_state_unwritable: [
    'Die Datei {file} mit dem Zustand der simulierten Karte kann nicht benutzt werden: {reason}',
    'Prüfen Sie den Ordner und seine Rechte.',
  ],
  simulator_bench_failed: [
    'Der simulierte Arbeitsplatz ist stehen geblieben: {reason}',
    'Starten Sie die Workbench neu. Geschieht es wieder, räumen Sie den Ordner des Arbeitsplatzes weg, um mit einem neuen zu beginnen.',
  ],
  simulator_bench_state: [
    'Die Datei {path} mit den Karten und Lesern des simulierten Arbeitsplatzes kann nicht gelesen oder geschrieben werden: {reason}',
    'Prüfen Sie den Ordner und seine Rechte, oder räumen Sie die Datei weg, um mit zwei Karten zu beginnen.',
  ],
  simulator_card_unknown: [
    'Der simulierte Arbeitsplatz hat keine Karte {card}',
    '`simulator show` führt die Karten auf; sie wurde vielleicht inzwischen gelöscht.',
  ],
  simulator_card_not_restored: [
    'Was der simulierten Karte {card} genommen wurde, kann nicht zurückgebracht werden: {reason}',
    'Bearbeiten Sie die Karte, kopieren Sie eine andere oder legen Sie eine neue an.',
  ],
  simulator_card_invalid: [
    'Die simulierte Karte kann nicht gemacht werden: {reason}',
    'Berichtigen Sie, was genannt ist.',
  ],
  simulator_cards_full: [
    'Der simulierte Arbeitsplatz hat {limit} Karten und keinen Platz für mehr',
    'Löschen Sie eine Karte, die nicht mehr gebraucht wird.',
  ],
  simulator_readers_full: [
    'Der simulierte Arbeitsplatz hat {limit} Leser und keinen Platz für mehr',
    'Nehmen Sie einen Leser weg, der nicht mehr gebraucht wird.',
  ],
  simulator_reader_unknown: [
    'Der simulierte Arbeitsplatz hat keinen Leser {reader}',
    'Nennen Sie einen simulierten Leser, etwa sim:0.',
  ],
  simulator_reader_taken: [
    'Im simulierten Leser {reader} ist eine Karte',
    'Nehmen Sie sie heraus, oder wählen Sie einen leeren Leser.',
  ],
  simulator_profile_unknown: [
    'Die simulierte Karte {card} hat kein Profil {iccid}',
    'Sehen Sie die Karte noch einmal an; das Profil wurde vielleicht inzwischen gelöscht.',
  ],
  simulator_order_unknown: [
    'Der simulierte SM-DP+ hat keine Bestellung {order}',
    'Sehen Sie die Liste noch einmal an; die Bestellung wurde vielleicht inzwischen entfernt.',
  ],
  simulator_order_fixed: [
    'Die Bestellung {order} wurde nicht von Hand gemacht und kann hier nicht entfernt oder geändert werden',
    'Stornieren Sie sie, oder nehmen Sie ihre Dateien aus dem Profilordner. Was ein Shop verkauft hat, bleibt.',
  ],
  simulator_order_invalid: [
    'Die Bestellung kann nicht gemacht werden: {reason}',
    'Berichtigen Sie, was genannt ist.',
  ],
  simulator_orders_full: [
    'Der simulierte SM-DP+ hat {limit} von Hand gemachte Bestellungen und keinen Platz für mehr',
    'Entfernen Sie Bestellungen, die nicht mehr gebraucht werden.',
  ],
  simulator_order_refused: [
    'Der simulierte SM-DP+ lehnte {function} ab: {subjectCode}/{reasonCode} {message}',
    'Der Zustand der Bestellung erlaubt es nicht, oder eine Fehlerregel gilt; sehen Sie beides an.',
  ],
  simulator_event_unknown: [
    'Der simulierte SM-DS hat kein solches Ereignis',
    'Sehen Sie die Liste noch einmal an; das Ereignis wurde vielleicht inzwischen gelöscht.',
  ],
  simulator_event_taken: [
    'Der simulierte SM-DS hat schon ein Ereignis dieser Kennung für diese Karte',
    'Löschen Sie es zuerst, oder geben Sie eine andere Kennung an.',
  ],
  simulator_no_smds: [
    'Der simulierte Arbeitsplatz hat keinen SM-DS',
    'Seine PKI ist von anderswo; starten Sie ihn mit einer eigenen.',
  ],
  simulator_not_running: [
    'Der simulierte Arbeitsplatz läuft nicht',
    'Starten Sie die Engine ohne --no-simulator; `euicc-workbench serve` sagt, warum, wo er nicht gestartet werden kann.',
  ],
  cancelled: ['Der Vorgang wurde abgebrochen', nothing],
  timed_out: [
    '{what} dauerte länger als {seconds} s',
    'Versuchen Sie es wieder; geschieht es noch einmal, sehen Sie im Mitschnitt nach, worauf gewartet wurde.',
  ],
  internal: [
    'Die Workbench hat einen Fehler gemacht: {reason}',
    'Bitte melden Sie ihn mit dem exportierten Mitschnitt.',
  ],
  engine_gone: [
    'Die Engine endete, während sie gefragt wurde',
    'Starten Sie die Workbench neu; unbeendete Vorgänge werden gezeigt und abgeglichen.',
  ],
  reading_failed: [
    'Der Teil der Engine, der Mitschnitte und Bilder liest, brach ab ({reason})',
    'Versuchen Sie es wieder: Er wurde neu gestartet. Geschieht es noch einmal, melden Sie es mit dem exportierten Mitschnitt.',
  ],
  engine_option: [
    '{option} hat keine Wirkung auf eine Engine, die schon läuft',
    'Geben Sie {option} dem Programm, das die Engine betreibt (`serve` oder das Fenster), oder schließen Sie das zuerst.',
  ],
  engine_version: [
    'Die laufende Engine ist von Version {engine}, und dieses Programm von Version {client}',
    'Schließen Sie das andere Fenster oder den Server (von der anderen Version) und versuchen Sie es wieder.',
  ],
  engine_protocol: [
    'Engine und Programm verstehen einander nicht: {reason}',
    'Schließen Sie alle Fenster und Server der Workbench und versuchen Sie es wieder.',
  ],
  engine_locked: [
    'Eine andere Engine hält den Datenordner {folder}',
    'Schließen Sie das andere Fenster oder den Server, oder wählen Sie einen anderen Ordner mit --data.',
  ],
  api_port_unusable: [
    'Die APIs können nicht am Port {port} angeboten werden: {reason}',
    'Wählen Sie einen anderen Port, oder beenden Sie das Programm, das ihn hat.',
  ],
  apis_not_here: [
    'Diese Engine bietet die APIs nicht selbst an',
    'Sie werden in der Desktop-Anwendung eingeschaltet, wo sie die Engine gestartet hat; sonst benutzen Sie `euicc-workbench serve`.',
  ],
  shop_login_refused: [
    'Der Shop {shop} nimmt API-Schlüssel und Geheimnis des Kontos nicht an',
    'Sehen Sie beide beim Shop nach und geben Sie sie mit `euicc-workbench shop token --login` neu an. Seine Bestellungen warten und gehen damit weiter.',
  ],
  shop_login_unsupported: [
    'Für den Shop {shop} ist keine Anmeldung bekannt, die Token gibt',
    'Geben Sie dem Konto ein Token.',
  ],
  order_key_used: [
    'Der Schlüssel wurde für eine andere Bestellung angegeben, {id}',
    'Sehen Sie Bestellung {id} an. Für eine andere geben Sie einen anderen Schlüssel an.',
  ],
  order_not_listed: [
    'Der Shop {shop} kann die Bestellung angenommen haben und führt sie nicht auf',
    'Es wird eine Stunde lang wieder nachgesehen. Wird sie nicht gefunden, suchen Sie sie beim Shop, bevor Sie neu bestellen.',
  ],
  evidence_foreign: [
    'Die Datei {file} ist keine Evidence-Datei: {reason}',
    'Wählen Sie eine Datei, die `evidence export` geschrieben hat, so wie sie geschrieben wurde.',
  ],
  evidence_newer: [
    'Die Evidence-Datei {file} wurde von einer neueren Workbench geschrieben (Version {found}; diese kennt sie bis {supported})',
    'Öffnen Sie sie mit jener Workbench. Nichts davon wurde aufbewahrt.',
  ],
  evidence_damaged: [
    'Die Evidence-Datei {file} ist beschädigt oder wurde verändert: {reason}',
    'Kopieren Sie sie neu von dort, wo sie geschrieben wurde. Nichts davon wurde aufbewahrt.',
  ],
  evidence_too_large: [
    'Die Evidence-Datei {file} ist zu groß: {what} mit mehr als {limit} Bytes',
    'Nichts davon wurde aufbewahrt. Die Evidence-Datei eines Vorgangs ist kleiner; fragen Sie, wer sie gesendet hat.',
  ],
  evidence_not_found: ['Es gibt keine geöffnete Evidence-Datei {id}', 'Sehen Sie mit `evidence list` nach.'],
  evidence_transfer_gone: [
    'Eine Datei {id} ist nicht mehr unterwegs',
    'Beginnen Sie neu: erzeugen Sie die Datei neu, oder übergeben Sie sie neu von ihrem ersten Teil an.',
  ],
  evidence_not_ended: [
    'Vorgang {id} ist noch nicht zu Ende',
    'Warten Sie sein Ende ab, oder brechen Sie ihn ab; dann erzeugen Sie die Evidence-Datei.',
  ],
  evidence_not_replayable: [
    'Die Aufzeichnung kann nicht noch einmal ablaufen: {reason}',
    'Alles andere davon lässt sich ansehen. Zeichnen Sie den Vorgang mit dieser Workbench neu auf.',
  ],
  trace_query_invalid: [
    'Die Suche {query} ist nicht zu verstehen',
    'Schreiben Sie sw:69xx, tag:BF2D, hex:5A0A, fn:NAME, host:NAME oder text:WORT; was ohne Namen steht, wird erraten.',
  ],
} satisfies Partial<Translations['errors']>;
