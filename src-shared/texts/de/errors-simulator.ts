import type { Translations } from '../speak.ts';

const anew = 'Nennen Sie eine andere Statusdatei, oder entfernen Sie diese, um neu zu beginnen.';

/** The simulated bench, its cards, servers and shops. */
export const simulatorErrors = {
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
} satisfies Partial<Translations['errors']>;
