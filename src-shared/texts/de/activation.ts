import type { Translations } from '../speak.ts';

export const activation: Translations['activation'] = {
  check: {
    code: 'Aktivierungscode',
    confirmation: 'Bestätigungscode',
    vault: 'Tresor',
    reader: 'Leser',
    card: 'Karte',
    ci: 'Zertifikatsaussteller',
    memory: 'Speicher',
    policy: 'Richtlinien',
    duplicates: 'Doppelte',
    address: 'SM-DP+-Adresse',
    server: 'Server',
  },
  result: { ok: 'Gut', warning: 'Ansehen', stops: 'Hält auf', not_checked: 'Nicht geprüft' },
  reason: {
    code_good: { message: 'Er ist geschrieben, wie es sein muss.', next: '' },
    code_tolerated: {
      message: 'Er wird genommen, obwohl er nicht geschrieben ist, wie es sein muss.',
      next: 'Sehen Sie die Bemerkungen unter dem Code an.',
    },
    code_default_server: {
      message: 'Ohne Code: Der voreingestellte SM-DP+ der Karte sieht nach, was er für diese EID hat.',
      next: '',
    },
    code_event: { message: 'Ohne Code: Was eine Suche gefunden hat, wird geholt.', next: '' },
    no_server: {
      message: 'Es gibt keinen Aktivierungscode, und die Karte nennt keinen voreingestellten SM-DP+.',
      next: 'Geben Sie einen Aktivierungscode an, oder setzen Sie den voreingestellten SM-DP+ der Karte.',
    },
    confirmation_not_needed: {
      message: 'Der Code verlangt keinen. Ein Server kann es dennoch tun.',
      next: '',
    },
    confirmation_kept: { message: 'Der Tresor bewahrt ihn auf; er wird mit dem Code gesendet.', next: '' },
    confirmation_given: {
      message: 'Er ist angegeben. Ob es der richtige ist, weiß nur der Server.',
      next: '',
    },
    confirmation_missing: {
      message: 'Der Code braucht einen, und noch ist keiner angegeben.',
      next: 'Geben Sie ihn unten ein, oder warten Sie, bis danach gefragt wird.',
    },
    confirmation_spaces: {
      message: 'Er beginnt oder endet mit einem Leerzeichen, das mitgesendet wird.',
      next: 'Nehmen Sie das Leerzeichen weg, sofern es nicht dazugehört.',
    },
    confirmation_characters: {
      message: 'Er hat Zeichen, die sich an einem Telefon kaum eingeben lassen.',
      next: 'Vergleichen Sie ihn mit dem, was der Betreiber angegeben hat.',
    },
    vault_new: {
      message: 'Der Tresor kennt ihn noch nicht. Vom Beginn an wird er dort aufbewahrt.',
      next: '',
    },
    vault_free: { message: 'Nummer {id} im Tresor, frei.', next: '' },
    vault_doubtful: {
      message: 'Nummer {id} im Tresor, frei. Ob ein früherer Download ihn verbraucht hat, ist nicht bekannt.',
      next: 'Versuchen Sie ihn: Sein Server sagt es.',
    },
    vault_known: {
      message: 'Nummer {id} im Tresor ist verbraucht oder abgelaufen.',
      next: 'Nehmen Sie einen anderen Code. Meist weist der Server diesen zurück.',
    },
    vault_no_matching_id: {
      message:
        'Er hat keine Matching-ID: Sein Server geht nach der EID, und der Tresor kann keinen vom anderen unterscheiden.',
      next: '',
    },
    vault_none: { message: 'Es gibt keinen Code, den der Tresor kennen könnte.', next: '' },
    reader_free: { message: 'Er ist frei, und eine Karte ist darin.', next: '' },
    reader_none: {
      message: 'Kein Leser ist gewählt.',
      next: 'Wählen Sie den Leser, in dem die Karte ist.',
    },
    reader_empty: { message: 'Es ist keine Karte darin.', next: 'Legen Sie eine Karte ein.' },
    reader_in_use: {
      message: 'Ein anderes Programm hält ihn.',
      next: 'Schließen Sie dieses Programm (oft sind es scdaemon von GnuPG und ModemManager).',
    },
    reader_mute: {
      message: 'Die Karte darin antwortet nicht.',
      next: 'Drehen Sie die Karte um, reinigen Sie ihre Kontakte, oder nehmen Sie eine andere.',
    },
    reader_unavailable: {
      message: 'Er kann nicht benutzt werden.',
      next: 'Ziehen Sie ihn ab und stecken Sie ihn wieder an.',
    },
    reader_busy: {
      message: 'Vorgang {operation} arbeitet daran.',
      next: 'Warten Sie dessen Ende ab, oder brechen Sie ihn ab.',
    },
    card_known: { message: 'Die Karte ist gelesen; danach richtet sich das Folgende.', next: '' },
    card_unread: {
      message: 'Die Karte ist nicht gelesen, seit sie eingelegt wurde.',
      next: 'Lesen Sie sie: Das dauert ein, zwei Sekunden und ändert nichts.',
    },
    needs_card: { message: 'Dazu gehört eine Karte, die gelesen ist.', next: '' },
    ci_trusted: { message: 'Karte und Werkbank trauen einem gemeinsamen Aussteller: {issuer}.', next: '' },
    ci_unknown: {
      message:
        'Keiner der Aussteller dieser Karte ist hier bekannt ({keyIds}). Karte und Server können einander dennoch kennen.',
      next: 'Fügen Sie unter Vertrauen das Wurzelzertifikat hinzu, falls der Server nicht zu erreichen ist.',
    },
    ci_disabled: {
      message: 'Der Aussteller dieser Karte ist hier bekannt und ausgeschaltet: {issuer}.',
      next: 'Schalten Sie ihn unter Vertrauen ein.',
    },
    memory_free: {
      message:
        '{free} sind frei. Was das Profil braucht, weiß man, wenn der Server es gegeben hat; dann wird es geprüft.',
      next: '',
    },
    memory_low: {
      message: '{free} sind frei, und das ist wenig: Die meisten Profile brauchen mehr.',
      next: 'Löschen Sie ein Profil, das nicht mehr gebraucht wird.',
    },
    memory_says_full: {
      message:
        'Die Karte sagt, dass sie kein weiteres Profil aufnehmen kann. Manche Karten sagen das zu Unrecht.',
      next: 'Löschen Sie ein Profil, oder versuchen Sie es.',
    },
    memory_unknown: { message: 'Die Karte sagt nicht, wie viel frei ist.', next: '' },
    rules_free: {
      message:
        'Kein aktives Profil bindet die Karte. Sie lässt zu, dass Profile diese Regeln mitbringen: {rules}.',
      next: '',
    },
    rules_refused: {
      message: 'Kein aktives Profil bindet die Karte. Sie nimmt kein Profil mit Richtlinien (PPR1, PPR2).',
      next: '',
    },
    rules_unknown: {
      message:
        'Die Karte gibt ihre Tabelle der Regelberechtigungen nicht heraus. Ein Profil mit Richtlinien wird dann abgewiesen.',
      next: '',
    },
    ppr1_enabled: {
      message:
        'Das Profil {iccid} ist aktiv und kann nicht deaktiviert werden (PPR1): Kein anderes kann aktiviert werden.',
      next: 'Laden Sie ohne zu aktivieren, oder bitten Sie den Betreiber, die Regel aufzuheben.',
    },
    not_on_a_card: { message: 'Seine ICCID {iccid} ist auf keiner Karte, die hier gesehen wurde.', next: '' },
    on_this_card: {
      message: 'Das Profil {iccid} ist schon auf dieser Karte. Eine Karte nimmt keine ICCID zweimal.',
      next: 'Löschen Sie es vorher von der Karte, oder nehmen Sie einen anderen Code.',
    },
    on_other_card: {
      message: 'Das Profil {iccid} wurde zuletzt auf der Karte {eid} gesehen.',
      next: 'Der Server gibt es einer anderen Karte nur, wenn der Auftrag das erlaubt.',
    },
    iccid_unknown: {
      message:
        'Seine ICCID ist nicht bekannt, bevor der Server das Profil anbietet. Die Karte weist eine zurück, die sie schon hat.',
      next: '',
    },
    address_good: { message: '{address}', next: '' },
    address_bench: { message: '{address} ist ein Server der simulierten Werkbank.', next: '' },
    address_bench_for_card: {
      message:
        '{address} ist ein Server der simulierten Werkbank, und die Karte ist eine echte. Sie trauen keinem gemeinsamen Aussteller.',
      next: 'Nehmen Sie einen simulierten Leser, oder einen anderen Code.',
    },
    address_real_for_simulated: {
      message: '{address} ist kein Server der simulierten Werkbank, und die Karte ist eine simulierte.',
      next: 'Nehmen Sie einen Leser mit einer echten Karte, oder einen Code des simulierten SM-DP+.',
    },
    server_reached: {
      message: '{host} antwortet nach {took}, und seinem Zertifikat wird vertraut.',
      next: '',
    },
    server_asking: { message: 'Die Verbindung wird aufgebaut.', next: '' },
    server_not_asked: { message: 'Er wurde nicht angesprochen.', next: '' },
    failed: { message: '', next: '' },
  },
};
