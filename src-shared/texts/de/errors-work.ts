import type { Translations } from '../speak.ts';

const clean = 'Reinigen Sie ihre Kontakte, legen Sie sie wieder ein, oder nehmen Sie eine andere Karte.';
const nothing = 'Nichts zu tun.';
const report = 'Melden Sie es dem Betreiber des SM-DP+.';
const sameCode = 'Starten Sie den Download mit demselben Aktivierungscode neu.';

/** Operations, the vault of codes, batches. */
export const workErrors = {
  interrupted: [
    'Die Workbench endete, als der Vorgang in {status} war',
    'Die Karte wird wieder gelesen, um herauszufinden, was darauf ist; der Vorgang wird nicht von selbst wiederholt.',
  ],
  profile_rejected: [
    'Das Profil wurde vom Nutzer abgelehnt',
    'Nichts wurde installiert. Ein Server zieht ein Profil zurück, von dem er hört, dass es abgelehnt wurde: Wird es doch gewünscht, braucht es dann einen neuen Aktivierungscode.',
  ],
  profile_unexpected: [
    'Der Server bietet ein anderes Profil an als erwartet: {what} ist {found} und nicht {expected}',
    'Nichts wurde installiert, und der Auftrag bleibt. Vergleichen Sie den Aktivierungscode mit der Liste, aus der er kam, oder erwarten Sie etwas anderes.',
  ],
  profile_postponed: [
    'Der Download wurde vom Nutzer verschoben',
    'Starten Sie ihn jederzeit mit demselben Aktivierungscode wieder.',
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
} satisfies Partial<Translations['errors']>;
