import type { Translations } from '../speak.ts';

const unchanged = 'Nichts wurde geändert.';
const nothing = 'Nichts zu tun.';

/** The data folder and its keys, and the workbench itself. */
export const storeErrors = {
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
  store_passphrase_required: [
    'Der Schlüssel des Datenordners {folder} ist durch eine Passphrase geschützt',
    'Geben Sie die Passphrase an: wenn danach gefragt wird, mit --passphrase-file DATEI oder in der Datei, die EUICC_WORKBENCH_PASSPHRASE_FILE nennt.',
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
  store_key_ring_full: [
    'Der Datenordner hat schon {count} Schlüssel, unter denen noch etwas versiegelt sein kann',
    `Versiegeln Sie alles mit dem neuesten (euicc-workbench key reseal), und versuchen Sie es wieder. ${unchanged}`,
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
} satisfies Partial<Translations['errors']>;
