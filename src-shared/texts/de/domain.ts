import type { Translations } from '../speak.ts';

export const domain: Translations['domain'] = {
  statusText: {
    starting: 'Beginn',
    download: 'Download',
    download_verify: 'Download prüfen',
    enable: 'Aktivieren',
    enable_verify: 'Aktivierung prüfen',
    successful: 'Erfolgreich',
    failed: 'Fehlgeschlagen',
  },
  statusMeaning: {
    starting: 'Der Leser wird belegt, die Karte geöffnet und geprüft.',
    download: 'Der Server wird um das Profil gebeten, und die Karte nimmt es auf.',
    download_verify: 'Die Karte wird wieder gelesen und die Installationsmeldung zugestellt.',
    enable: 'Der Karte wird gesagt, das Profil zu aktivieren.',
    enable_verify: 'Die Karte wird aufgefrischt und wieder gelesen.',
    successful: 'Fertig, und auf der Karte gesehen.',
    failed: 'Ohne Erfolg beendet; der Fehler sagt, warum.',
  },
  operationKindText: {
    read_card: 'Karte lesen',
    activate: 'Laden und aktivieren',
    download: 'Herunterladen',
    enable: 'Profil aktivieren',
    disable: 'Profil deaktivieren',
    delete: 'Profil löschen',
    nickname: 'Spitznamen setzen',
    send_notifications: 'Benachrichtigungen senden',
    remove_notification: 'Benachrichtigung entfernen',
    reset_memory: 'Speicher zurücksetzen',
    default_smdp: 'Standard-SM-DP+ setzen',
    discover: 'Profile suchen',
    console: 'Konsole',
    import: 'Importierte Aufzeichnung',
  },
  successText: {
    read_card: 'Die Karte ist gelesen.',
    activate: 'Das Profil ist auf der Karte und aktiv.',
    download: 'Das Profil ist auf der Karte, nicht aktiv.',
    enable: 'Das Profil ist aktiv.',
    disable: 'Das Profil ist deaktiviert.',
    delete: 'Das Profil ist gelöscht.',
    nickname: 'Der Spitzname des Profils ist geändert.',
    send_notifications: 'Die wartenden Benachrichtigungen sind zugestellt.',
    remove_notification: 'Die Benachrichtigung ist von der Karte entfernt.',
    reset_memory: 'Der Speicher der Karte ist zurückgesetzt.',
    default_smdp: 'Die Standard-SM-DP+-Adresse der Karte ist geändert.',
    discover: 'Die Server haben gesagt, was für diese Karte wartet.',
    console: 'Die Konsole ist geschlossen; was gesendet wurde, steht in ihrer Aufzeichnung.',
    import: 'Die Aufzeichnung ist importiert.',
  },
  presenceText: {
    empty: 'Keine Karte',
    present: 'Karte eingelegt',
    in_use: 'Von einem anderen Programm benutzt',
    mute: 'Karte antwortet nicht',
    unavailable: 'Leser nicht verfügbar',
  },
  presenceAdvice: {
    empty: 'Legen Sie eine Karte in den Leser. Sie wird gelesen, sobald sie darin ist.',
    present: 'Die Karte ist noch nicht gelesen.',
    in_use:
      'Ein anderes Programm hält den Leser. Schließen Sie es (GnuPG scdaemon und ModemManager sind häufig); die Karte wird gelesen, sobald der Leser frei ist.',
    mute: 'Die Karte antwortet nicht auf das Zurücksetzen. Drehen Sie sie um, reinigen Sie die Kontakte, oder versuchen Sie eine andere Karte.',
    unavailable:
      'Der Leser ist da, kann aber nicht benutzt werden. Ziehen Sie ihn ab und stecken Sie ihn wieder an.',
  },
  profileStateText: { enabled: 'Aktiv', disabled: 'Nicht aktiv' },
  profileClassText: { operational: 'Betrieblich', test: 'Test', provisioning: 'Bereitstellung' },
  policyRuleText: {
    pprUpdateControl: {
      name: 'PPR-Änderung',
      meaning: 'Der Server darf die Regeln dieses Profils ändern.',
      consequence: 'Sein Server kann Ihnen weitere Regeln auferlegen oder sie aufheben.',
    },
    ppr1: {
      name: 'PPR1',
      meaning: 'Dieses Profil kann nicht deaktiviert werden, sobald es aktiv ist.',
      consequence:
        'Sobald es aktiv ist, können Sie es nicht deaktivieren und kein anderes Profil dieser Karte aktivieren, bis sein Betreiber die Regel aufhebt.',
    },
    ppr2: {
      name: 'PPR2',
      meaning: 'Dieses Profil kann nicht gelöscht werden.',
      consequence:
        'Sie können es nicht löschen, und es behält seinen Platz im Speicher der Karte, bis sein Betreiber die Regel aufhebt oder der Speicher der Karte zurückgesetzt wird.',
    },
  },
  refusedCode: {
    alone:
      '{count, plural, one {Dieser Code wurde abgewiesen.} other {Dieser Code wurde abgewiesen, wie die davor: # insgesamt.}}',
    withMessage:
      '{count, plural, one {Dieser Code wurde abgewiesen} other {Dieser Code wurde abgewiesen, wie die davor: # insgesamt}}; {message}.',
  },
  notificationEventText: {
    install: 'Installiert',
    enable: 'Aktiviert',
    disable: 'Deaktiviert',
    delete: 'Gelöscht',
  },
  notificationText: { delivered: 'Zugestellt; sie muss nur noch von der Karte entfernt werden.' },
  foundEvent: { defaultSmdp: 'der Standard-SM-DP+ der Karte, der etwas für sie haben kann' },
  activationCodeUseText: {
    none: 'Kein Aktivierungscode war beteiligt.',
    unused: 'Der Aktivierungscode ist nicht verbraucht: Er kann wieder versucht werden.',
    used: 'Der Aktivierungscode ist verbraucht: Er kann nicht wieder versucht werden.',
    unknown:
      'Es ist nicht bekannt, ob der Aktivierungscode verbraucht ist; fragen Sie, wer ihn ausgegeben hat, bevor Sie ihn wieder versuchen.',
  },
  reconciliationStateText: {
    none: 'Nichts abzugleichen',
    pending:
      'Abzugleichen: Der Vorgang brach ab, und die Karte muss gelesen werden, um zu wissen, wie er ausging.',
    done: 'Mit der Karte abgeglichen',
  },
  reconciliationOutcomeText: {
    profile_installed: 'Das Profil ist auf der Karte.',
    profile_not_installed: 'Das Profil ist nicht auf der Karte.',
    profile_there_before:
      'Das Profil war schon vorher auf der Karte; dieser Vorgang hat es nicht installiert.',
    change_took_effect: 'Die Änderung ist wirksam geworden.',
    change_did_not_take_effect: 'Die Änderung ist nicht wirksam geworden.',
    nothing_to_check: 'Auf der Karte war nichts zu prüfen.',
  },
  decisionText: { accept: 'Installieren', postpone: 'Später', reject: 'Ablehnen' },
  originText: {
    field: 'GSMA CI',
    test: 'SGP.26-Test-CI',
    lab: 'Hier hinzugefügt',
    bench: 'Simulierter Arbeitsplatz',
  },
  remarks: {
    console_without_isdr: 'Keine Sitzung mit einem ISD-R: nur der Basiskanal ist benutzbar ({error}).',
    console_idle:
      '{minutes, plural, one {# Minute} other {# Minuten}} lang wurde nichts getippt: Die Sitzung endete von selbst.',
    console_card_not_read:
      'Die Karte konnte nach dem Gesendeten nicht gelesen werden ({error}); bekannt ist sie, wie sie vorher war.',
    import_without_times:
      'Die Datei nennt keine Zeiten: Die Reihenfolge der Übertragungen stimmt, ihre Zeiten nicht.',
    import_rest_left:
      'Was die Datei außer APDUs und HTTP enthält, ist weggelassen: {count, plural, one {# Eintrag} other {# Einträge}}.',
    import_unanswered: 'Die letzte Übertragung hat keine Antwort: Die Datei endet vorher.',
    card_connected: 'Die Karte ist mit {protocol} verbunden (ATR {atr}).',
    card_not_connected: 'Die Karte konnte nicht verbunden werden ({error}).',
    card_reset_done: 'Die Karte wurde zurückgesetzt ({kind}) und antwortete mit ATR {atr}.',
    card_reset_failed: 'Die Karte konnte nicht zurückgesetzt werden ({kind}: {error}).',
    card_quirks_known: 'Eigenheiten dieser Karte sind bekannt: {quirks}.',
    card_info_read_again:
      'Was die Karte von sich sagt, war bekannt; nach der Änderung wird es noch einmal gelesen.',
    card_info_after_reset: 'Was die Karte nach dem Zurücksetzen von sich sagt, wird gelesen.',
    card_change_unseen:
      'Die Karte lässt sich nach der Änderung nicht lesen: ob sie geschehen ist, ist noch festzustellen.',
    card_profiles_known: 'Die Karte wurde zuletzt mit den Profilen {iccids} gesehen.',
    notifications_delivered_before: 'Schon zugestellt und noch auf der Karte: Benachrichtigungen {numbers}.',
    notifications_due: 'Benachrichtigungen, die jetzt noch einmal versucht werden: {numbers}.',
    smds_of_bench: 'Auch die SM-DS des Arbeitsplatzes werden gefragt: {addresses}.',
    question_answered: 'Jemand hat geantwortet ({question}).',
    question_waited: 'Auf einen Menschen wurde gewartet, {waitedMs} ms ({kind}).',
    confirmation_code_taken: 'Der Bestätigungscode der Antwort wird verwendet.',
    confirmation_code_of_vault:
      'Der Bestätigungscode, den der Tresor zu dem Code aufbewahrt, wird verwendet.',
    cancel_requested: 'Jemand hat um Abbruch gebeten.',
    question_expired: 'Niemand hat rechtzeitig geantwortet.',
    question_card_gone: 'Die Karte war fort, ehe jemand geantwortet hat.',
    operation_interrupted:
      'Das Programm war im Status {status} nicht mehr da; was es zuletzt tat, kann hier fehlen.',
    reconciliation_begun: 'Die Karte wird neu gelesen, um zu erfahren, wie der Vorgang geendet hat.',
    installation_refused:
      'Die Karte hat signiert, dass sie das Profil nicht installiert hat: {reason} in {command}.',
    code_known_active:
      'Der Tresor kennt diesen Aktivierungscode (Nummer {id}) schon als installiert; sein Server wurde trotzdem gefragt.',
    code_known_burned:
      'Der Tresor kennt diesen Aktivierungscode (Nummer {id}) als verbraucht; sein Server wurde trotzdem gefragt.',
    code_known_expired:
      'Der Tresor kennt diesen Aktivierungscode (Nummer {id}) als abgelaufen; sein Server wurde trotzdem gefragt.',
    carrier_differs: 'Das Profil nennt als Anbieter „{reported}“, verlangt war „{requested}“.',
    notification_kept:
      'Benachrichtigung {sequenceNumber} konnte noch nicht an {address} zugestellt werden; sie bleibt auf der Karte und wird später wieder versucht.',
    notification_held_back:
      'Benachrichtigung {sequenceNumber} wartet auf eine frühere an {address}, damit sie der Reihe nach ankommen.',
    notification_not_removed:
      'Benachrichtigung {sequenceNumber} ist zugestellt und konnte nicht von der Karte entfernt werden ({code}); sie wird später entfernt und nicht noch einmal gesendet.',
    no_smds:
      'Die Karte nennt keinen SM-DS, und für den Arbeitsplatz ist keiner gesetzt: Keiner wurde gefragt.',
    smds_failed: 'Der SM-DS {address} gab keine brauchbare Antwort ({code}).',
    quirk_learned: 'Eine Eigenheit dieser Karte wurde gefunden und gemerkt: {quirk}.',
    reconciled: 'Die Karte wurde wieder gelesen, um herauszufinden, wie der Vorgang ausging.',
    refresh_refused:
      'Die Karte weigerte sich, eine Auffrischung zu beginnen ({result}); ihr wurde gesagt, ohne eine umzuschalten.',
    reset_instead_of_refresh:
      'Der Karte wurde gesagt, ohne Auffrischung umzuschalten; sie wurde stattdessen zurückgesetzt.',
    session_cancelled: 'Karte und Server wurde gesagt, dass die Sitzung abgebrochen ist ({reason}).',
    session_not_cancelled:
      'Dem Server konnte nicht gesagt werden, dass die Sitzung abgebrochen ist ({reason}).',
    tag_list_refused: 'Die Karte wies die verlangte Liste von Feldern ab; sie wurde ohne eine gefragt.',
    protocol_fallback: 'Die Karte wies das zuerst verlangte Protokoll ab; ein anderes wird benutzt.',
    ci_keys_unknown:
      'Keiner der Zertifikatsaussteller dieser Karte ist hier bekannt ({keyIds}); Karte und Server können einander trotzdem kennen.',
    ci_keys_disabled:
      'Der Zertifikatsaussteller dieser Karte ist hier bekannt und abgeschaltet: `euicc-workbench trust enable {keyId}` schaltet ihn ein.',
    card_newer_version: 'Die Karte ist von SGP.22 {svn}; sie wird wie eine der Version 2 bedient.',
    card_says_full:
      'Die Karte sagt, dass sie kein weiteres Profil aufnehmen kann; sie wird trotzdem gefragt.',
    addresses_unreadable: 'Die Karte gibt ihre Serveradressen nicht ({code}).',
    card_not_read_again:
      'Die Karte konnte am Ende nicht noch einmal gelesen werden ({code}); was von ihr gezeigt wird, kann älter sein.',
    memory_unreadable: 'Die Karte sagte nicht noch einmal, wie viel Speicher frei ist ({code}).',
    rat_unreadable: 'Die Karte gibt ihre Regelberechtigungstabelle nicht ({code}).',
    block_size_fallback:
      'Die Karte wies einen Block von {from} Bytes mit {sw} ab; Blöcke von {to} Bytes werden gesendet.',
    channel_fallback: 'Die Karte gibt keinen logischen Kanal ({sw}); der Basiskanal wird benutzt.',
    terminal_capability_refused:
      'Die Karte wies TERMINAL CAPABILITY ab ({sw}); die meisten Karten arbeiten ohne.',
    proactive_command_not_fetched:
      'Die Karte kündigte ein Kommando für das Terminal an und gab es nicht ({sw}).',
    proactive_command_unknown: 'Die Karte gab ein Kommando für das Terminal, das nicht verstanden wird.',
    proactive_session_broken: 'Der Austausch von Kommandos für das Terminal brach ab ({error}).',
    proactive_session_endless:
      'Die Karte gab mehr als {limit} Kommandos für das Terminal; der Rest wurde nicht geholt.',
    basic_channel: 'Die Karte gibt keinen logischen Kanal; der Basiskanal wird benutzt.',
    no_refresh: 'Die Karte schaltet Profile nur ohne Auffrischung um; sie wird stattdessen zurückgesetzt.',
    by_isdp_aid: 'Die Karte will die ISD-P-AID statt der ICCID.',
    store_data_block: 'Die Karte nimmt STORE-DATA-Blöcke von höchstens {bytes} Bytes.',
    isdr: 'Der ISD-R antwortet unter der Anwendungskennung {aid}.',
  },
  remarkWords: {
    install: 'Zustimmung zum Profil',
    confirmation_code: 'Bestätigungscode',
    warm: 'Warmstart',
    cold: 'Kaltstart',
  },
  codeRemarks: {
    white_space_removed: 'Leerraum oder unsichtbare Zeichen um den Code wurden entfernt.',
    quotes_removed: 'Anführungszeichen um den Code wurden entfernt.',
    backslashes_removed: 'Rückstriche vor $ wurden entfernt: Sie kommen von einer Shell.',
    prefix_missing: 'Der Vorsatz LPA: fehlt. Der Code wird ohne ihn angenommen.',
    prefix_lower_case: 'Der Vorsatz ist nicht in Großbuchstaben LPA: geschrieben. Der Code wird angenommen.',
    matching_id_lower_case:
      'Die Matching-ID hat Kleinbuchstaben, die SGP.22 nicht vorsieht. Sie wird benutzt, wie sie ist.',
    matching_id_nonstandard:
      'Die Matching-ID hat Zeichen, die SGP.22 nicht vorsieht. Sie wird benutzt, wie sie ist.',
    code_spent_active: 'Das Profil dieses Codes war schon installiert: Er ist verbraucht und nicht frei.',
    code_spent_burned: 'Dieser Code war schon verbraucht und ist nicht frei.',
    code_spent_expired: 'Der Tarif dieses Codes ist abgelaufen: Er ist verbraucht und nicht frei.',
    eid_check_digits: 'Die letzten zwei Ziffern der EID passen nicht zu den anderen: Sie kann vertippt sein.',
    port_deviation: 'Die Adresse nennt einen Port, den SGP.22 nicht vorsieht. Er wird benutzt.',
    iccid_check_digit: 'Die letzte Ziffer der ICCID passt nicht zu den anderen: Sie kann vertippt sein.',
    iccid_repeated: 'Ein anderer Code dieses Imports hat dieselbe ICCID.',
    matching_id_in_code_column:
      'Die Spalte des Aktivierungscodes enthält die Matching-ID. Der Code wurde aus beiden gebildet.',
    confirmation_code_flag_differs:
      'Die Liste sagt, dass kein Bestätigungscode nötig ist, aber der Code sagt es, oder einer ist angegeben. Er gilt als nötig.',
  },
  codePlace: { page: 'Seite {page}', line: 'Zeile {line}', number: 'Nummer {index}', input: 'die Eingabe' },
  codeStateText: {
    NOT_INSTALLED: 'Frei',
    claimed: 'In Benutzung',
    ACTIVE: 'Installiert',
    burned: 'Verbraucht',
    EXPIRED: 'Abgelaufen',
  },
  codeStateMeaning: {
    NOT_INSTALLED: 'Er kann installiert werden.',
    claimed:
      'Ein Vorgang hält ihn; niemand sonst kann ihn benutzen, bis der zu Ende ist und seine Karte angesehen wurde.',
    ACTIVE: 'Sein Profil wurde installiert. Der Code selbst wird nicht mehr aufbewahrt.',
    burned: 'Er ist verbraucht, und sein Profil ist auf keiner Karte.',
    EXPIRED: 'Seine Zeit ist vorbei.',
  },
  codeSourceText: {
    hand: 'Eingetippt',
    list: 'Aus einer Liste',
    csv: 'Aus einer CSV-Datei',
    qr: 'Aus einem Bild',
    order: 'Bestellt',
    operation: 'Mit einem Vorgang gekommen',
  },
  errorFamilies: {
    reader: 'Leser',
    apdu: 'Karte, APDU',
    decode: 'Dekodierung',
    es10: 'Karte, ES10',
    es9: 'Server, ES9+',
    trust: 'Vertrauen',
    input: 'Eingabe',
    store: 'Speicher',
    simulator: 'Simulator',
    cancelled: 'Abgebrochen',
    timeout: 'Zeit abgelaufen',
    internal: 'Workbench',
  },
};
