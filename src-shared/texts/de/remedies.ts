import type { Translations } from '../speak.ts';

export const remedies: Translations['remedies'] = {
  errors: {
    apis_not_here:
      'Sie werden in den Einstellungen der Desktop-Anwendung eingeschaltet, wenn diese die Engine gestartet hat.',
    token_not_found:
      'Sehen Sie bei „Token“ in den Einstellungen nach: Es ist vielleicht inzwischen widerrufen worden.',
    batch_ci_not_trusted:
      'Fügen Sie das Root-Zertifikat, das die Karte braucht, bei „Vertrauen“ in den Einstellungen hinzu oder schalten Sie es ein, oder lassen Sie die Prüfung aus dem Rezept weg.',
    batch_not_found:
      'Suchen Sie sie in der Liste der Station: Sie ist vielleicht inzwischen entfernt worden.',
    batch_line_not_found: 'Sehen Sie die Zeilen der Charge in der Station an.',
    batch_line_open:
      'Legen Sie diese Karte in irgendeinen Leser. Ist sie verloren, geben Sie ihren Code auf der Seite „Codes“ frei und versuchen Sie es noch einmal.',
    confirmation_code_needed: 'Beginnen Sie noch einmal und geben Sie ihn ein, wo nach ihm gefragt wird.',
    console_not_confirmed: 'Bestätigen Sie es, wenn Sie gefragt werden.',
    evidence_foreign:
      'Wählen Sie eine Datei, die als Nachweis exportiert wurde, so wie sie geschrieben wurde.',
    evidence_not_found:
      'Suchen Sie ihn in der Liste der Nachweise: Er ist vielleicht inzwischen entfernt worden.',
    fault_rules_full: 'Löschen Sie unter „Fehler“ im Simulator die, die nicht mehr gebraucht werden.',
    fault_rule_unknown:
      'Sehen Sie unter „Fehler“ im Simulator nach: Sie ist vielleicht inzwischen gelöscht worden.',
    policy_consent_missing:
      'Ist annehmbar, was sie verbieten, beginnen Sie noch einmal und stimmen Sie zu, wenn Sie gefragt werden.',
    event_not_found: 'Lassen Sie die Server noch einmal fragen, was auf die Karte wartet.',
    operation_not_found: 'Suchen Sie ihn im Verlauf: Die Aufbewahrung hat ihn vielleicht entfernt.',
    trace_entry_not_found: 'Wählen Sie einen, der in der Liste des Mitschnitts steht.',
    card_reading_not_known:
      'Wählen Sie einen der früheren Stände der Karte: Die ältesten gehen, wenn es viele sind.',
    reader_not_found: 'Stecken Sie ihn an, oder wählen Sie einen anderen am Arbeitsplatz.',
    shop_not_found:
      'Sehen Sie bei „Konten bei Shops“ in den Einstellungen nach: Es ist vielleicht inzwischen entfernt worden.',
    shop_token_wrong:
      'Das Token ist vielleicht abgelaufen: Geben Sie dem Konto unter „Konten bei Shops“ in den Einstellungen ein neues. Seine Bestellungen warten und gehen damit weiter.',
    shop_login_refused:
      'Sehen Sie beide im Shop nach und geben Sie sie unter „Konten bei Shops“ in den Einstellungen neu ein. Seine Bestellungen warten und gehen damit weiter.',
    shop_product_unknown: 'Wählen Sie eines, das der Shop jetzt aufführt.',
    shop_country_needed: 'Wählen Sie ein Land.',
    order_not_found: 'Suchen Sie sie in der Liste der Bestellungen.',
    order_outcome_unknown:
      'Suchen Sie die Bestellung im Shop, und sagen Sie dann auf der Seite „Bestellungen“, was daraus geworden ist. Sie wird nicht noch einmal bestellt.',
    simulator_card_unknown:
      'Sehen Sie die Karten des Simulators an: Sie ist vielleicht inzwischen gelöscht worden.',
    simulator_not_running:
      'Starten Sie die Workbench ohne --no-simulator. Kann der simulierte Arbeitsplatz nicht gestartet werden, sagt die Seite „Simulator“ warum.',
    store_key_unprotected:
      'Schützen Sie ihn mit der Passphrase: „Schlüssel“ in den Einstellungen sagt, wie das geht.',
    store_key_ring_full:
      'Versiegeln Sie alles mit dem neuesten, wie „Schlüssel“ in den Einstellungen es sagt, und versuchen Sie es noch einmal. Nichts wurde geändert.',
    ci_unknown:
      'Soll dem Server vertraut werden, beschaffen Sie das Root-Zertifikat dieses Ausstellers und fügen Sie es bei „Vertrauen“ in den Einstellungen hinzu.',
    ci_disabled:
      'Soll dem Server vertraut werden, schalten Sie den Aussteller bei „Vertrauen“ in den Einstellungen ein.',
    tls_self_signed:
      'Ein SM-DP+ hat ein Zertifikat eines Zertifikatsausstellers. Für einen Server eines Labors fügen Sie das Root-Zertifikat, das sein Zertifikat signiert, bei „Vertrauen“ in den Einstellungen hinzu.',
    root_not_found:
      'Sehen Sie bei „Vertrauen“ in den Einstellungen nach: Es ist vielleicht inzwischen entfernt worden.',
    root_built_in: 'Schalten Sie es bei „Vertrauen“ in den Einstellungen aus.',
  },
  advice: {
    space_low:
      'Machen Sie Platz frei, oder lassen Sie alte Mitschnitte gehen: „Aufbewahrung“ auf der Seite „Instandhaltung“.',
    key_mode:
      'Nehmen Sie ihnen die Rechte (chmod 600 store.key), und wechseln Sie die Schlüssel, wo ihn jemand gelesen haben kann: „Schlüssel“ in den Einstellungen sagt, wie das geht.',
    key_plain:
      'Legen Sie ihn in den Schlüsselbund des Systems, oder schützen Sie ihn mit einer Passphrase: „Schlüssel“ in den Einstellungen sagt, wie das geht.',
    key_older: 'Eine Engine, die bleibt, versiegelt es im Hintergrund neu; es ist nichts zu tun.',
    shop_token_over:
      'Geben Sie ihm unter „Konten bei Shops“ in den Einstellungen ein neues. Ein Konto bei Octopus Cards holt seine Token mit API-Schlüssel und Geheimnis von selbst.',
    trust_none: 'Schalten Sie bei „Vertrauen“ in den Einstellungen welche ein.',
    root_expired:
      'Schalten Sie es bei „Vertrauen“ in den Einstellungen aus, und fügen Sie das hinzu, das ihm folgt.',
  },
  databasePartly:
    'Die Tabellen der Datenbank sind ganz; Mitschnitte, von denen es viele gibt, wurden nicht geprüft: „Jede Seite der Datenbank prüfen“ tut das.',
};
