import type { Translations } from '../speak.ts';

const deviates = 'Die Gegenseite hält sich hier nicht an SGP.22 v2.5; sehen Sie im Mitschnitt nach.';

/** Readers, cards, decoding, ES10. */
export const cardErrors = {
  pcsc_unavailable: [
    'PC/SC ist nicht verfügbar: {reason}',
    'Installieren und starten Sie den PC/SC-Dienst (Debian: apt install pcscd), dann versuchen Sie es wieder. Die simulierten Leser arbeiten ohne ihn.',
  ],
  pcsc_service_stopped: [
    'Der PC/SC-Dienst antwortet nicht: {reason}',
    'Starten Sie pcscd (oder den Smartcard-Dienst); die Workbench findet ihn von selbst wieder.',
  ],
  reader_not_found: [
    'Es gibt keinen Leser {reader}',
    'Listen Sie die Leser mit `euicc-workbench reader list` auf, oder stecken Sie ihn an.',
  ],
  reader_unplugged: [
    'Der Leser {reader} wurde abgezogen',
    'Stecken Sie ihn wieder an; der Vorgang kann dann angesehen und abgeglichen werden.',
  ],
  card_absent: ['Im Leser {reader} ist keine Karte', 'Legen Sie eine Karte ein und versuchen Sie es wieder.'],
  card_removed: [
    'Die Karte wurde mitten im Vorgang aus dem Leser {reader} genommen',
    'Legen Sie dieselbe Karte wieder ein; die Workbench findet dann heraus, was darauf ist.',
  ],
  card_unresponsive: [
    'Die Karte im Leser {reader} antwortet nicht auf das Zurücksetzen',
    'Drehen Sie die Karte um, reinigen Sie ihre Kontakte, oder versuchen Sie eine andere.',
  ],
  card_unpowered: [
    'Die Karte im Leser {reader} hat keinen Strom',
    'Nehmen Sie die Karte heraus und legen Sie sie wieder ein.',
  ],
  card_reset: [
    'Die Karte im Leser {reader} wurde von einem anderen Programm zurückgesetzt',
    'Schließen Sie das andere Programm, das den Leser benutzt, und versuchen Sie es wieder.',
  ],
  reader_busy: [
    'Der Leser {reader} wird von einem anderen Programm oder Vorgang benutzt',
    'Warten Sie sein Ende ab, oder schließen Sie das Programm, das den Leser hält (GnuPG scdaemon und ModemManager sind häufig).',
  ],
  protocol_mismatch: [
    'Die Karte im Leser {reader} nimmt keines der Protokolle T=0 und T=1 an',
    'Versuchen Sie einen anderen Leser.',
  ],
  reader_failed: [
    'Der Leser {reader} meldet {reason}',
    'Ziehen Sie den Leser ab und stecken Sie ihn wieder an; geschieht es wieder, versuchen Sie einen anderen.',
  ],
  status_word: [
    'Die Karte antwortete auf {function} mit dem Statuswort {sw} ({meaning})',
    'Sehen Sie im Mitschnitt des Vorgangs nach; nehmen Sie die Karte heraus, legen Sie sie wieder ein und versuchen Sie es noch einmal.',
  ],
  malformed_response: [
    'Die Karte antwortete auf {function} mit {length} Bytes, was keine Antwort mit Statuswort ist',
    'Leser oder Karte ist defekt: Versuchen Sie einen anderen Leser, dann eine andere Karte.',
  ],
  response_too_long: [
    'Die Karte antwortete auf {function} mit mehr als {limit} Bytes',
    'Die Karte ist defekt oder keine eUICC; der Austausch wurde beendet.',
  ],
  command_too_long: [
    '{function} trägt {length} Bytes, mehr als STORE DATA in Blöcken von {block} Bytes zählen kann',
    'Das sind keine Daten von SGP.22, oder die Karte nimmt zu kleine Blöcke; sehen Sie im Mitschnitt nach.',
  ],
  not_an_euicc: [
    'Die Karte im Leser {reader} ist keine eUICC: Keine der bekannten ISD-R-Anwendungskennungen antwortet ({tried})',
    'Legen Sie eine eUICC ein. Ist die Karte eine, fügen Sie ihre ISD-R-AID den Eigenheiten hinzu.',
  ],
  channel_unavailable: [
    'Die Karte gibt keinen logischen Kanal (Statuswort {sw})',
    'Nehmen Sie die Karte heraus und legen Sie sie wieder ein; das schließt offene Kanäle.',
  ],
  no_answer_data: [
    'Die Karte antwortete auf {function} mit dem Statuswort {sw} und ohne die Daten dazu',
    'Die Karte ist keine konforme eUICC, oder sie wurde unterbrochen: Nehmen Sie sie heraus, legen Sie sie wieder ein und versuchen Sie es noch einmal.',
  ],
  tlv_truncated: [
    '{path}: Die Daten enden mitten in einem TLV (Byte {offset})',
    'Die Gegenseite sendete eine abgeschnittene Antwort; sehen Sie im Mitschnitt nach.',
  ],
  tlv_trailing: [
    '{path}: Nach dem Ende der Daten folgen {count} Bytes (Byte {offset})',
    'Die Gegenseite sendete mehr, als sie ankündigte; sehen Sie im Mitschnitt nach.',
  ],
  tlv_bad_tag: [
    '{path}: kein gültiges Tag bei Byte {offset}',
    'Die Gegenseite sendete kein TLV; sehen Sie im Mitschnitt nach.',
  ],
  tlv_bad_length: [
    '{path}: keine gültige Länge bei Byte {offset} ({reason})',
    'Die Gegenseite sendete kein DER; sehen Sie im Mitschnitt nach.',
  ],
  tlv_too_deep: [
    '{path}: tiefer als {limit} Ebenen geschachtelt',
    'Die Gegenseite sendete Unsinn; sehen Sie im Mitschnitt nach.',
  ],
  tlv_too_large: [
    '{path}: {length} Bytes sind mehr als die Grenze von {limit}',
    'Die Gegenseite sendete Unsinn; sehen Sie im Mitschnitt nach.',
  ],
  tlv_too_many: [
    '{path}: mehr als {limit} Elemente nebeneinander',
    'Die Gegenseite sendete Unsinn; sehen Sie im Mitschnitt nach.',
  ],
  tlv_unexpected_tag: ['{path}: Tag {found}, wo {expected} erwartet war', deviates],
  tlv_missing: ['{path}: {expected} fehlt', deviates],
  tlv_bad_value: ['{path}: {reason}', deviates],
  es10_refused: ['Die Karte wies {function} ab: {result} ({meaning})', '{next}'],
  profile_installation_failed: [
    'Die Karte konnte das Profil nicht installieren: {reason} in {command} ({meaning})',
    '{next}',
  ],
  no_installation_result: [
    'Die Karte nahm das ganze Profilpaket an und gab kein Ergebnis',
    'Lesen Sie die Karte neu, um zu sehen, ob das Profil darauf ist.',
  ],
  profile_not_on_card: [
    'Auf der Karte ist kein Profil {profile}',
    'Lesen Sie die Karte neu und wählen Sie eines ihrer Profile.',
  ],
  profile_state_unchanged: [
    'Die Karte nahm das Kommando an, doch danach ist das Profil {iccid} {state}',
    'Nehmen Sie die Karte heraus, legen Sie sie wieder ein und lesen Sie sie: Manche Karten schalten erst dann um.',
  ],
  card_changed: [
    'Jetzt ist eine andere Karte im Leser: EID {found} statt {expected}',
    'Legen Sie die erste Karte wieder ein und lassen Sie den Vorgang abgleichen.',
  ],
  notification_gone: [
    'Die Karte hat keine Benachrichtigung {sequenceNumber} mehr',
    'Lesen Sie die Karte neu; jemand anders kann sie entfernt haben.',
  ],
  ppr_not_allowed: [
    'Das Profil kommt mit Profilregeln ({rules}), die die Regelberechtigungstabelle der Karte seinem Eigentümer nicht erlaubt',
    'Bitten Sie den Eigentümer um ein Profil ohne diese Regeln, oder nehmen Sie eine Karte, die sie erlaubt.',
  ],
  ppr1_beside_operational: [
    'Das Profil darf nie deaktiviert werden (Regel PPR1), und ein solches darf nicht neben einem anderen betrieblichen installiert werden: {profile} ist auf der Karte',
    'Löschen Sie die betrieblichen Profile der Karte, oder nehmen Sie eine Karte ohne solche, und verlangen Sie einen neuen Aktivierungscode.',
  ],
  card_full: [
    'Die Karte hat keinen Platz: Sie sagt, dass sie kein weiteres Profil aufnehmen kann, und hat keinen freien Speicher',
    'Löschen Sie ein Profil von der Karte, oder nehmen Sie eine andere. Der Aktivierungscode bleibt gültig.',
  ],
  card_memory_short: [
    'Das Profil hat {needed} Bytes, und die Karte hat {free} Bytes freien Speicher',
    'Löschen Sie ein Profil von der Karte, oder nehmen Sie eine mit mehr Speicher. Der Aktivierungscode bleibt gültig.',
  ],
  card_without_ci_keys: [
    'Die Karte hat keinen Schlüssel eines Zertifikatsausstellers (CI) {use}',
    'Nehmen Sie eine andere Karte: Diese ist nicht für Remote Provisioning personalisiert.',
  ],
  card_version_unsupported: [
    'Die Karte ist von SGP.22 Version {svn}, älter als das hier gesprochene Protokoll (ab 2.0)',
    'Nehmen Sie eine neuere Karte.',
  ],
} satisfies Partial<Translations['errors']>;
