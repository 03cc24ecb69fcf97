import type { Translations } from '../speak.ts';

const clock = 'Stellen Sie die Uhr (timedatectl set-ntp true).';

export const doctor: Translations['doctor'] = {
  areas: {
    folder: 'Datenordner',
    database: 'Datenbank',
    keys: 'Schlüssel',
    readers: 'Leser',
    trust: 'Wurzeln',
    network: 'Netz',
    clock: 'Uhr',
    engine: 'Engine',
  },
  texts: {
    folder_missing: {
      text: 'Den Datenordner {folder} gibt es noch nicht; er wird angelegt, wenn die Workbench startet.',
    },
    folder_failed: { text: '{reason}.', advice: '{advice}' },
    folder_open: {
      text: 'Andere als Sie können in den Datenordner sehen (Modus {mode}).',
      advice: 'Nehmen Sie ihnen die Rechte: chmod 700 {folder}',
    },
    folder_ok: { text: 'Der Datenordner {folder} gehört Ihnen allein.' },
    space_low: {
      text: 'Auf der Platte des Datenordners sind nur {free} frei.',
      advice: 'Schaffen Sie Platz, oder lassen Sie alte Mitschnitte gehen: euicc-workbench retention run.',
    },
    space_ok: { text: 'Auf der Platte des Datenordners sind {free} frei.' },
    database_missing: {
      text: 'Es gibt noch keine Datenbank; sie wird angelegt, wenn die Workbench startet.',
    },
    database_failed: { text: '{reason}.', advice: '{advice}' },
    database_older: {
      text: 'Die Datenbank ist von Version {found}; sie wird auf Version {supported} gebracht, wenn die Workbench startet.',
    },
    database_version: { text: 'Die Datenbank ist von Version {found}, der neuesten.' },
    database_damaged: {
      text: 'Die Datenbank ist beschädigt: {reason}',
      advice:
        'Behalten Sie eine Kopie des Datenordners, und setzen Sie seine neueste Sicherung an ihre Stelle.',
    },
    database_whole: { text: 'Die Seiten der Datenbank sind heil.' },
    database_partly: {
      text: 'Die Tabellen der Datenbank sind heil; Mitschnitte, von denen es viele gibt, wurden nicht geprüft (--deep prüft sie).',
    },
    references_broken: {
      text: '{count, plural, one {# Zeile der Datenbank verweist auf eine, die es nicht gibt.} other {# Zeilen der Datenbank verweisen auf solche, die es nicht gibt.}}',
      advice: 'Behalten Sie eine Kopie des Datenordners und melden Sie es.',
    },
    references_ok: { text: 'Keine Zeile der Datenbank verweist auf eine, die es nicht gibt.' },
    wal_large: {
      text: 'Das Protokoll der Datenbank (WAL) hat {bytes}.',
      advice:
        'Es wird zurückgeschrieben, wenn kein Programm lange liest. Schließen Sie Programme, die die Datenbank offen halten, und starten Sie die Workbench neu.',
    },
    database_size: { text: 'Die Datenbank hat {bytes}, davon {free} in freien Seiten.' },
    key_missing: {
      text: 'Die Schlüsseldatei store.key fehlt, die Datenbank ist aber da.',
      advice: 'Legen Sie sie aus einer Sicherung zurück; ohne sie kann nichts Versiegeltes gelesen werden.',
    },
    key_none: { text: 'Es gibt noch keinen Schlüssel; er wird gemacht, wenn die Workbench startet.' },
    key_damaged: { text: '{reason}.', advice: '{advice}' },
    key_mode: {
      text: 'Andere als Sie können die Schlüsseldatei lesen (Modus {mode}).',
      advice:
        'Nehmen Sie ihnen die Rechte (chmod 600 store.key), und wechseln Sie die Schlüssel, wo jemand sie gelesen haben kann: euicc-workbench key rotate --master, dann euicc-workbench key rotate.',
    },
    key_plain: {
      text: 'Der Schlüssel liegt in einer Datei, die mitkopiert, wer den Datenordner kopiert.',
      advice:
        'Legen Sie ihn in den Schlüsselbund des Systems, während die Desktop-Anwendung läuft (euicc-workbench key move --to keychain), oder schützen Sie ihn mit einer Passphrase (--to passphrase).',
    },
    key_keychain: { text: 'Der Schlüssel ist im Schlüsselbund des Systems ({backend}); {passphrase}.' },
    key_passphrase: { text: 'Der Schlüssel ist mit einer Passphrase geschützt.' },
    key_older: {
      text: 'Schlüssel {number} versiegelt. {count, plural, one {# älterer wird behalten, da noch etwas mit ihm versiegelt sein kann.} other {# ältere werden behalten, da noch etwas mit ihnen versiegelt sein kann.}}',
      advice:
        'Eine Engine, die weiterläuft, versiegelt es im Hintergrund neu; euicc-workbench key reseal tut es sofort.',
    },
    key_unchecked: {
      text: 'Ob der Schlüssel zur Datenbank passt, wurde nicht geprüft: {reason}.',
      advice: '{advice}',
    },
    key_wrong: {
      text: 'Der Schlüssel gehört nicht zur Datenbank.',
      advice: 'Legen Sie die Datei store.key zurück, die zusammen mit der Datenbank gemacht wurde.',
    },
    key_fits: { text: 'Der Schlüssel passt zur Datenbank.' },
    vault_sealed: {
      text: '{count, plural, one {# Schlüssel des Tresors öffnet sich nicht: Codes, Bestellungen und Konten darunter können nicht gelesen werden.} other {# Schlüssel des Tresors öffnen sich nicht: Codes, Bestellungen und Konten darunter können nicht gelesen werden.}}',
      advice: 'Spielen Sie den Datenordner aus einer Sicherung zurück.',
    },
    vault_ok: {
      text: '{count, plural, one {Der Schlüssel des Tresors öffnet sich.} other {Alle # Schlüssel des Tresors öffnen sich.}}',
    },
    shop_token_lasts: { text: 'Das Token des Shop-Kontos {account} gilt noch {time}.' },
    shop_token_over: {
      text: 'Das Token des Shop-Kontos {account} ist seit {time} abgelaufen: Seine Bestellungen warten.',
      advice:
        'Geben Sie ihm ein neues: euicc-workbench shop token. Ein Konto von Octopus Cards holt sich mit --login seine Token selbst.',
    },
    pcsc_socket: {
      text: 'Den Socket des PC/SC-Dienstes ({path}) gibt es nicht.',
      advice:
        'Installieren und starten Sie pcscd (Debian: apt install pcscd; systemctl enable --now pcscd.socket). In einem Container binden Sie seinen Socket ein.',
    },
    pcsc_failed: { text: '{reason}.', advice: '{advice}' },
    pcsc_refused: {
      text: 'Der PC/SC-Dienst weist Sie ab: {reason}.',
      advice:
        'Erlauben Sie Ihrem Benutzer in polkit org.debian.pcsc-lite.access_pcsc und access_card; über ssh sitzt niemand am Rechner, was polkit verlangt.',
    },
    pcsc_ok: { text: 'Der PC/SC-Dienst antwortet.' },
    readers_none: {
      text: 'Kein PC/SC-Leser ist da.',
      advice:
        'Stecken Sie einen an; lsusb zeigt, ob das System ihn sieht, und libccid muss installiert sein.',
    },
    reader_ok: { text: 'Leser {reader}: {presence}.' },
    reader_bad: { text: 'Leser {reader}: {presence}.', advice: '{advice}' },
    trust_failed: { text: '{reason}.', advice: '{advice}' },
    trust_left_out: {
      text: '{reason}.',
      advice: 'Entfernen Sie die Datei, oder fügen Sie die Wurzel neu hinzu.',
    },
    trust_none: {
      text: 'Keine Wurzel ist eingeschaltet, also wird keinem Server vertraut.',
      advice: 'Schalten Sie welche ein: euicc-workbench trust enable.',
    },
    root_expired: {
      text: 'Die Wurzel {subject} ist am {day} abgelaufen.',
      advice:
        'Schalten Sie sie aus (euicc-workbench trust disable {keyId}), und fügen Sie ihre Nachfolgerin hinzu.',
    },
    root_soon: {
      text: 'Die Wurzel {subject} läuft am {day} ab.',
      advice: 'Fügen Sie rechtzeitig ihre Nachfolgerin hinzu.',
    },
    root_disabled: { text: 'Die Wurzel {subject} ist ausgeschaltet.' },
    trust_ok: {
      text: '{count, plural, one {# Wurzel ist eingeschaltet.} other {# Wurzeln sind eingeschaltet.}}',
    },
    name_found: { text: '{name} hat die Adresse {address}.' },
    name_unknown: {
      text: '{name} wird nicht gefunden ({reason}).',
      advice:
        'Prüfen Sie den Namen und das DNS dieses Rechners; --connect-to erreicht Server, die kein DNS kennt.',
    },
    clock_past: {
      text: 'Die Uhr sagt {day}, was nicht sein kann: Zertifikate werden für noch nicht gültig gehalten.',
      advice: clock,
    },
    clock_back: {
      text: 'Die Uhr sagt {day}, und der neueste Vorgang wurde am {newest} begonnen.',
      advice: 'Stellen Sie die Uhr (timedatectl set-ntp true); sie ging damals vor, oder geht jetzt nach.',
    },
    clock_future: { text: 'Nach der Uhr, die {day} sagt, sind alle Wurzeln abgelaufen.', advice: clock },
    clock_ok: { text: 'Die Uhr sagt {day}, was zu Wurzeln und Aufzeichnungen passt.' },
    engine_runs: { text: 'In diesem Datenordner läuft eine Engine; sie hat diese Prüfungen gemacht.' },
    engine_none: { text: 'In diesem Datenordner läuft keine Engine.' },
    engine_silent: {
      text: 'Eine Engine hält den Datenordner und antwortet nicht.',
      advice:
        'Schließen Sie das andere Fenster oder den Server; ist keines zu sehen, beenden Sie ihren Prozess.',
    },
    engine_left: {
      text: 'Eine Engine endete ohne ein Wort und ließ {file} zurück; die nächste ersetzt es.',
    },
    file_left: {
      text: 'Die Datei {file} wurde von etwas zurückgelassen, das abbrach.',
      advice: 'Entfernen Sie sie, während keine Engine läuft.',
    },
  },
  passphrase: {
    yes: 'eine Passphrase öffnet ihn auch',
    no: 'keine Passphrase öffnet ihn, also braucht die Befehlszeile die laufende Desktop-Anwendung',
  },
};
