import type { Translations } from '../speak.ts';

const sgp22 = 'Der Server hält sich nicht an SGP.22 v2.5 §6.5; der Mitschnitt hat die Antwort.';
const tellOperator = 'Sagen Sie es dem Betreiber des Servers; der Mitschnitt hat die Antwort.';
const maybeDone =
  'Was verlangt war, kann geschehen sein. Bestellungen werden nachgesehen, bevor etwas wieder versucht wird.';

/** Servers, trust, shops, tokens and the fleet API. */
export const serverErrors = {
  es9_status: [
    '{function} scheiterte am Server: {subject}: {reason} (Subject {subjectCode}, Reason {reasonCode}){serverMessage}',
    '{nextStep}',
  ],
  es9_name_unknown: [
    'Die Adresse {host} ist dem DNS nicht bekannt ({reason})',
    'Prüfen Sie die Adresse im Aktivierungscode und das Netz. Ein Server, den kein DNS kennt, wird mit --connect-to NAME:HOST:PORT erreicht.',
  ],
  es9_refused: [
    'Unter {host} antwortet nichts (Verbindung abgewiesen)',
    'Prüfen Sie Adresse und Port; der Server kann aus sein, oder eine Firewall steht dazwischen.',
  ],
  es9_unreachable: [
    'Der Server {host} ist nicht erreichbar ({reason})',
    'Prüfen Sie das Netz dieses Rechners; ein Proxy oder VPN kann nötig sein.',
  ],
  es9_reset: [
    'Der Server {host} schloss die Verbindung ohne Antwort auf {function}',
    'Versuchen Sie es wieder; geschieht es noch einmal, sehen Sie nach, ob eine Firewall oder ein Proxy dazwischen steht.',
  ],
  es9_connect_timeout: [
    'Keine Verbindung mit {host} innerhalb von {seconds} s',
    'Prüfen Sie Adresse und Netz; eine Firewall kann die Pakete verwerfen.',
  ],
  es9_timeout: [
    'Der Server {host} beendete seine Antwort auf {function} nicht innerhalb von {seconds} s',
    'Versuchen Sie es später wieder. Ob der Server der Anfrage nachkam, ist nicht bekannt.',
  ],
  es9_http_status: [
    'Der Server {host} antwortete auf {function} mit HTTP-Status {status}',
    'Bei 429 oder 5xx versuchen Sie es später wieder. Jeder andere Status ist keine Antwort von SGP.22: Prüfen Sie die Adresse, und sagen Sie es dem Betreiber des Servers; der Mitschnitt hat die Antwort.',
  ],
  es9_redirect: [
    'Der Server {host} will {function} woandershin schicken (HTTP-Status {status} nach {location})',
    'Ein SM-DP+ leitet nicht um: Prüfen Sie die Adresse.',
  ],
  es9_not_http: [
    'Was {host} auf {function} antwortete, ist kein HTTP ({reason})',
    'Prüfen Sie Adresse und Port.',
  ],
  es9_not_json: [
    'Der Server {host} antwortete auf {function} mit {contentType} statt JSON',
    'Das ist kein SM-DP+ oder SM-DS, oder ein Proxy oder eine Anmeldeseite steht dazwischen; der Mitschnitt hat die Antwort.',
  ],
  es9_bad_json: ['Die Antwort von {host} auf {function} ist kein gültiges JSON', tellOperator],
  es9_incomplete: [
    'Die Antwort von {host} auf {function} brach nach {received} Bytes ab',
    'Versuchen Sie es wieder; geschieht es noch einmal, sagen Sie es dem Betreiber des Servers.',
  ],
  es9_too_large: [
    'Die Antwort von {host} auf {function} ist größer als {limit} Bytes',
    'Sie wurde nicht weiter gelesen. Sagen Sie es dem Betreiber des Servers.',
  ],
  es9_missing_field: ['In der Antwort von {host} auf {function} fehlt das Feld {field}', sgp22],
  es9_bad_field: [
    'In der Antwort von {host} auf {function} ist das Feld {field} nicht, was es sein soll',
    sgp22,
  ],
  es9_bad_base64: ['In der Antwort von {host} auf {function} ist das Feld {field} kein Base64', sgp22],
  es9_transaction_mismatch: [
    'Der Server {host} antwortete auf {function} für eine andere Transaktion als die gefragte',
    'Sagen Sie es dem Betreiber des Servers. Ist der Aktivierungscode nicht verbraucht, kann er noch einmal versucht werden.',
  ],
  es9_not_acknowledged: [
    'Der Server {host} antwortete auf die Benachrichtigung mit HTTP-Status {status} statt 204',
    'Die Benachrichtigung bleibt auf der Karte und kann wieder gesendet werden.',
  ],
  ci_unknown: [
    'Der Server {host} weist sich mit einem Zertifikatsaussteller aus, der hier nicht bekannt ist: Schlüssel {keyId} ({issuer})',
    'Soll dem Server vertraut werden, besorgen Sie das Wurzelzertifikat dieses Ausstellers und fügen Sie es mit `euicc-workbench trust add FILE` hinzu.',
  ],
  ci_disabled: [
    'Der Server {host} weist sich mit einem Zertifikatsaussteller aus, der bekannt, aber abgeschaltet ist: Schlüssel {keyId} ({issuer})',
    'Soll dem Server vertraut werden, schalten Sie den Aussteller mit `euicc-workbench trust enable {keyId}` ein.',
  ],
  ci_expired: [
    'Der Zertifikatsaussteller des Servers {host} ist am {notAfter} abgelaufen: Schlüssel {keyId} ({issuer})',
    'Der Betreiber des Servers braucht ein Zertifikat eines gültigen Ausstellers. Prüfen Sie auch die Uhr dieses Rechners.',
  ],
  tls_expired: [
    'Ein Zertifikat des Servers {host} ist am {notAfter} abgelaufen ({subject})',
    'Der Betreiber des Servers muss es erneuern. Prüfen Sie auch die Uhr dieses Rechners.',
  ],
  tls_not_yet_valid: [
    'Ein Zertifikat des Servers {host} gilt nicht vor {notBefore} ({subject})',
    'Prüfen Sie die Uhr dieses Rechners; geht sie richtig, sagen Sie es dem Betreiber des Servers.',
  ],
  tls_wrong_name: [
    'Der Server, der für {host} antwortet, hat ein Zertifikat für andere Namen: {names}',
    'Prüfen Sie die Adresse im Aktivierungscode, und --connect-to, wo es benutzt wird.',
  ],
  tls_self_signed: [
    'Der Server {host} hat ein selbst signiertes Zertifikat: Schlüssel {keyId} ({issuer})',
    'Ein SM-DP+ hat ein Zertifikat eines Zertifikatsausstellers. Für einen Server eines Labors fügen Sie die Wurzel, die sein Zertifikat signiert, mit `euicc-workbench trust add FILE` hinzu.',
  ],
  tls_chain_invalid: [
    'Die Zertifikatskette des Servers {host} hält nicht: {reason}',
    'Der Betreiber des Servers muss sie berichtigen, oder jemand steht dazwischen: Machen Sie nicht weiter.',
  ],
  tls_no_certificate: [
    'Der Server {host} zeigt kein lesbares Zertifikat',
    'Prüfen Sie die Adresse; das ist kein SM-DP+ oder SM-DS.',
  ],
  tls_handshake: [
    'Keine TLS-Verbindung mit {host}: {reason}',
    'Prüfen Sie Adresse und Port. Der Server muss TLS 1.2 oder neuer sprechen.',
  ],
  certificate_malformed: [
    'Das ist kein Zertifikat: {reason}',
    'Geben Sie ein X.509-Zertifikat an, als PEM-Text oder als DER.',
  ],
  certificate_too_large: [
    'Eine Datei von {length} Bytes ist kein Zertifikat',
    'Geben Sie ein X.509-Zertifikat an, als PEM-Text oder als DER.',
  ],
  certificate_not_single: [
    'Die Datei enthält {count} Zertifikate, wo eine Wurzel erwartet war',
    'Geben Sie das Wurzelzertifikat allein an.',
  ],
  certificate_not_ca: [
    'Das Zertifikat von {subject} ist nicht das eines Zertifikatsausstellers (seine BasicConstraints sagen es nicht)',
    'Geben Sie das Wurzelzertifikat an, in dem die Kette des Servers endet.',
  ],
  certificate_expired: [
    'Das Zertifikat von {subject} ist am {notAfter} abgelaufen',
    'Besorgen Sie das gegenwärtige Wurzelzertifikat dieses Ausstellers.',
  ],
  certificate_unusable: [
    'Der Schlüssel von {subject} kann hier nicht benutzt werden: {reason}',
    'Geben Sie eine Wurzel mit einem Schlüssel auf NIST P-256 oder brainpoolP256r1 an (dieser nicht im Desktop-Fenster).',
  ],
  root_key_conflict: [
    'Eine Wurzel mit der Schlüsselkennung {keyId} ist schon bekannt, mit einem anderen Schlüssel',
    'Zwei Aussteller teilen sich keine Schlüsselkennung: Finden Sie heraus, woher die Datei kommt.',
  ],
  root_not_found: [
    'Es gibt keine Wurzel mit der Schlüsselkennung {keyId}',
    'Listen Sie die Wurzeln mit `euicc-workbench trust list` auf.',
  ],
  root_ambiguous: [
    '{keyId} ist der Anfang mehrerer Schlüsselkennungen',
    'Geben Sie mehr davon an; `euicc-workbench trust list` hat sie ganz.',
  ],
  root_built_in: [
    'Die Wurzel {keyId} gehört zur Workbench und kann nicht entfernt werden',
    'Schalten Sie sie mit `euicc-workbench trust disable {keyId}` ab.',
  ],
  trust_store_unreadable: [
    'Der Vertrauensspeicher {path} kann nicht benutzt werden: {reason}',
    'Bringen Sie die Datei in Ordnung oder entfernen Sie sie; die mitgebrachten Wurzeln bleiben, wie sie sind.',
  ],
  shop_not_found: [
    'Es gibt kein Konto {id} bei einem Shop',
    'Listen Sie sie mit `euicc-workbench shop list` auf.',
  ],
  shop_label_taken: [
    'Es gibt schon ein Konto {label}',
    'Geben Sie einen anderen Namen an, oder entfernen Sie das andere Konto.',
  ],
  shop_address_invalid: [
    'Die Adresse des Shops kann nicht benutzt werden: {reason}',
    'Geben Sie sie an, wie seine Dokumentation es tut, etwa https://api.example.com; reines http ist nur für diesen Rechner.',
  ],
  shop_token_malformed: [
    'Das Token des Shops kann nicht gesendet werden: {reason}',
    'Kopieren Sie nur das Token, ohne den Text darum.',
  ],
  shop_simulated_absent: [
    'Der simulierte Shop {shop} läuft nicht',
    'Starten Sie die Workbench ohne --no-simulator und mit dem simulierten Arbeitsplatz in Ordnung.',
  ],
  shop_simulated_kept: [
    'Das Konto {shop} gehört zum simulierten Arbeitsplatz',
    'Es kommt und geht mit ihm; nur hinzugefügte Konten können geändert oder entfernt werden.',
  ],
  shop_unreachable: [
    'Der Shop {shop} ist nicht erreichbar: {reason}',
    'Prüfen Sie seine Adresse und das Netz. Nichts wurde an ihn gesendet.',
  ],
  shop_silent: ['Der Shop {shop} wurde gefragt, und seine Antwort kam nicht ganz: {reason}', maybeDone],
  shop_timeout: ['Der Shop {shop} antwortete nicht innerhalb von {seconds} s', maybeDone],
  shop_redirect: [
    'Der Shop {shop} antwortet mit einer Umleitung (HTTP {status}), der nicht gefolgt wird: Das Token ist nur für ihn',
    'Geben Sie dem Konto die Adresse, unter der der Shop selbst antwortet.',
  ],
  shop_too_large: [
    'Die Antwort des Shops {shop} ist größer als {limit} Bytes',
    'Prüfen Sie, ob die Adresse die des Shops ist.',
  ],
  shop_answer_invalid: [
    'Die Antwort des Shops {shop} ist nicht wie dokumentiert ({path}: {reason})',
    'Prüfen Sie, ob die Adresse die des Shops ist; wenn ja, melden Sie das genannte Feld.',
  ],
  shop_token_wrong: [
    'Der Shop {shop} nimmt das Token des Kontos nicht an (HTTP 401)',
    'Das Token kann abgelaufen sein: Geben Sie dem Konto mit `euicc-workbench shop token` ein neues. Seine Bestellungen warten und gehen damit weiter.',
  ],
  shop_forbidden: [
    'Der Shop {shop} erlaubt es nicht (HTTP 403): {reason}',
    'Bitten Sie den Shop um das Recht, und fragen Sie, ob er Anfragen von dieser Adresse nimmt.',
  ],
  shop_rate_limited: [
    'Der Shop {shop} nimmt {seconds} s lang keine Anfragen mehr (HTTP {status})',
    'Warten Sie; verfolgte Bestellungen werden von selbst wieder erfragt.',
  ],
  shop_failed: ['Der Shop {shop} ist gescheitert (HTTP {status})', 'Versuchen Sie es später wieder.'],
  shop_refused: [
    'Der Shop {shop} weist ab (HTTP {status}, {code}): {reason}',
    'Berichtigen Sie, was er nennt, und bestellen Sie neu. Nichts wurde bestellt.',
  ],
  shop_product_unknown: [
    'Der Shop {shop} hat kein Produkt {product}',
    'Listen Sie auf, was er hat, mit `euicc-workbench shop products`.',
  ],
  shop_country_needed: [
    'Der Shop {shop} hat mehr als {limit} Produkte',
    'Nennen Sie ein Land, wie --country JPN.',
  ],
  order_not_found: ['Es gibt keine Bestellung {id}', 'Listen Sie sie mit `euicc-workbench order list` auf.'],
  order_price_changed: [
    'Der Shop {shop} will jetzt {found}, und {expected} war vereinbart',
    'Nichts wurde bestellt. Sehen Sie sich den Preis an und bestellen Sie neu.',
  ],
  order_topup_unsupported: [
    'Der Shop {shop} hat keine Aufladungen',
    'Bestellen Sie ein neues Profil; dort ist eine Bestellung immer ein neues.',
  ],
  order_field_unsupported: [
    'Der Shop {shop} hat kein {field} in seinen Bestellungen',
    'Lassen Sie {field} weg, oder bestellen Sie bei einem anderen Shop.',
  ],
  order_iccid_missing: [
    'Eine Aufladung braucht die ICCID des installierten Profils',
    'Geben Sie sie an, wie Karte oder Etikett sie zeigen.',
  ],
  order_failed: [
    'Der Shop {shop} konnte die Bestellung nicht liefern ({code}): {reason}',
    'Bestellen Sie etwas anderes, oder fragen Sie den Shop; nach seinen Bedingungen wird Bezahltes erstattet.',
  ],
  order_cancelled: [
    'Der Shop {shop} hat die Bestellung storniert',
    'Fragen Sie den Shop nach dem Grund, und bestellen Sie neu.',
  ],
  order_outcome_unknown: [
    'Ob der Shop {shop} die Bestellung angenommen hat, ist nicht bekannt ({reason})',
    'Suchen Sie die Bestellung beim Shop, dann sagen Sie mit `euicc-workbench order resolve`, was daraus wurde. Sie wird nicht noch einmal bestellt.',
  ],
  order_code_gone: [
    'Der Shop {shop} hat geliefert und nennt den Aktivierungscode nicht mehr: Das Profil ist irgendwo installiert',
    'Suchen Sie die ICCID auf Ihren Karten; ist sie auf keiner, kann nur der Shop helfen.',
  ],
  order_code_known: [
    'Der Shop {shop} hat Code {code} geliefert, den Bestellung {id} schon gebracht hat',
    'Für beide Bestellungen gibt es einen Code: Verlangen Sie vom Shop den anderen.',
  ],
  order_code_missing: [
    'Der Shop {shop} sagt geliefert und sendet keinen Aktivierungscode',
    'Er wird wieder gefragt. Kommt keiner, fragen Sie den Shop.',
  ],
  order_code_unusable: [
    'Der Shop {shop} hat einen Aktivierungscode gesendet, der keiner ist ({reason})',
    'Er wird wieder gefragt. Bleibt es so, fragen Sie den Shop.',
  ],
  order_not_unknown: [
    'Bestellung {id} ist {status}: Was daraus wurde, ist bekannt',
    'Nur eine Bestellung mit unbekanntem Ausgang wird geklärt.',
  ],
  order_remote_taken: [
    'Die Bestellung {remoteId} des Shops ist hier schon Bestellung {id}',
    'Vergleichen Sie die Zeiten beider, und geben Sie die andere an.',
  ],
  order_account_gone: [
    'Das Konto der Bestellung {id} wurde entfernt, darum wird der Shop nicht mehr nach ihr gefragt',
    'Was von ihr bekannt ist, bleibt. Hat sie keinen Code gebracht, suchen Sie sie beim Shop.',
  ],
  order_not_placed: [
    'Es ist nicht bekannt, dass Bestellung {id} beim Shop angekommen ist',
    'Warten Sie, bis sie aufgegeben ist, oder fragen Sie nach.',
  ],
  order_not_sent: [
    'Die Bestellung konnte in einer Stunde nicht aufgegeben werden; nichts davon hat diesen Rechner verlassen',
    'Bestellen Sie neu, wenn sie noch gewünscht ist.',
  ],
  order_given_up: [
    'Die Bestellung wurde vom Shop nie angenommen, wie von ihr gesagt wurde',
    'Bestellen Sie neu, wenn sie noch gewünscht ist.',
  ],
  order_notify_unsupported: [
    'Der Shop {shop} benachrichtigt niemanden per E-Mail',
    'Die Bestellung wird hier verfolgt, und ihr Code kommt in den Tresor.',
  ],
  api_token_wrong: [
    'Die Anfrage trägt kein hier bekanntes Token',
    'Machen Sie eines mit `euicc-workbench token create NAME`, und senden Sie es als "Authorization: Bearer TOKEN" oder als Passwort von HTTP Basic.',
  ],
  api_token_read_only: [
    'Das Token {name} darf nur lesen',
    'Benutzen Sie ein Token, das ohne --read-only gemacht wurde.',
  ],
  api_owner_only: [
    'Kein Token öffnet {call}',
    'Token werden auf diesem Rechner gemacht und widerrufen: mit `euicc-workbench token` oder im Fenster.',
  ],
  api_too_many_wrong: [
    'Von dieser Adresse kamen zu viele Anfragen mit falschen Token',
    'Warten Sie einige Sekunden, und prüfen Sie das Token.',
  ],
  api_origin: [
    'Die Anfrage nennt einen Origin ({origin}), wie Seiten in einem Browser; die REST-API ist für Skripte',
    'Senden Sie die Anfrage ohne die Kopfzeile Origin. Das Fenster benutzt den WebSocket.',
  ],
  api_host: [
    'Die Anfrage ist für einen Host, auf den dieser Server nicht hört ({host})',
    'Benutzen Sie die Adresse, die `serve` ausgibt, oder nennen Sie den Host beim Start mit --host-name.',
  ],
  api_path: ['Unter {path} ist nichts', 'Sehen Sie die Liste der Ressourcen in docs/api.md an.'],
  api_method: ['{method} geht unter {path} nicht', 'Es nimmt {allowed}.'],
  api_parameter: ['{path} hat keinen Parameter {name}, oder hat ihn zweimal', 'Es nimmt {allowed}.'],
  api_listen_address: [
    'Die Workbench kann nicht an {address} lauschen: Das ist keine IP-Adresse dieses Rechners',
    'Geben Sie --listen eine IP-Adresse, wie 127.0.0.1 oder 192.0.2.7.',
  ],
  api_remote_refused: [
    'An {address} zu lauschen lässt andere Rechner herein, und {missing} ist nicht angegeben',
    'Geben Sie --tls-cert FILE, --tls-key FILE und --allow-remote an, oder lauschen Sie an 127.0.0.1.',
  ],
  api_tls_unusable: [
    'Zertifikat und Schlüssel des Servers können nicht benutzt werden: {reason}',
    'Geben Sie --tls-cert eine PEM-Datei mit dem Zertifikat und seiner Kette, und --tls-key seinen Schlüssel, ohne Passphrase.',
  ],
  api_host_name: [
    '{name} ist kein Name eines Hosts',
    'Geben Sie --host-name einen Namen oder eine IP-Adresse, ohne Schema und Port.',
  ],
  token_name_taken: [
    'Es gibt schon ein Token mit dem Namen {name}',
    'Wählen Sie einen anderen Namen, oder widerrufen Sie zuerst jenes.',
  ],
  token_not_found: ['Es gibt kein Token {token}', 'Listen Sie sie mit `euicc-workbench token list` auf.'],
  fleet_device_missing: [
    'Weder device_id noch eid sagt, welche Karte gemeint ist',
    'Geben Sie den Leser als device_id an, oder die EID der Karte darin.',
  ],
  fleet_code_missing: [
    'Nichts sagt, was heruntergeladen werden soll',
    'Geben Sie die iccid eines Codes im Tresor an, oder einen activation_code; ein Vorgang kann stattdessen einen carrier nennen.',
  ],
  fleet_profile_missing: [
    'Nichts sagt, welches Profil aktiviert werden soll',
    'Geben Sie die iccid eines Profils auf der Karte an, oder seinen carrier.',
  ],
  fleet_code_not_taken: [
    'Ein Aktivierungscode hat in einem Vorgang, der aktiviert, keinen Platz',
    'Lassen Sie activation_code weg, oder verlangen Sie activate.',
  ],
  fleet_card_not_there: [
    'Die Karte {eid} ist in keinem Leser',
    'Legen Sie sie ein, oder berichtigen Sie die eid. Eine eben eingelegte Karte ist bekannt, sobald sie gelesen ist.',
  ],
  fleet_card_other: [
    'Die Karte in {reader} hat die EID {found} und nicht {eid}',
    'Berichtigen Sie device_id oder eid, oder lassen Sie eines davon weg.',
  ],
  fleet_card_unread: [
    'Die Karte in {reader} konnte nicht gelesen werden, darum ist nicht bekannt, welche sie ist',
    'Sehen Sie beim letzten Vorgang dieses Lesers nach dem Grund, und versuchen Sie es wieder.',
  ],
  fleet_code_differs: [
    'Der Aktivierungscode ist nicht der von ICCID {iccid} im Tresor',
    'Geben Sie nur eines an: die iccid für einen Code des Tresors, den activation_code für einen anderen.',
  ],
  fleet_code_not_there: [
    'Der Tresor hat keinen Aktivierungscode von ICCID {iccid}',
    'Geben Sie die ICCID mit dem Code an, wenn er hinzugefügt wird, oder senden Sie den activation_code selbst.',
  ],
  fleet_carrier_differs: [
    '{what} von ICCID {iccid} ist von „{found}“, und „{carrier}“ war verlangt',
    'Berichtigen Sie carrier oder iccid, oder lassen Sie carrier weg.',
  ],
  fleet_carrier_not_there: [
    '{what} vom Anbieter „{carrier}“ gibt es nicht',
    'Codes im Tresor: {codes}. Profile auf der Karte: {profiles}. Namen werden ohne Groß und Klein, Leer- und Satzzeichen verglichen und nie geraten.',
  ],
  fleet_carrier_on_card: [
    'Ein Profil des Anbieters „{carrier}“ ist schon auf der Karte: {iccid}',
    'Aktivieren Sie es mit einem Vorgang "enable", oder nennen Sie den gemeinten Code mit seiner iccid.',
  ],
  fleet_carrier_ambiguous: [
    'Mehrere Profile auf der Karte sind vom Anbieter „{carrier}“: {iccids}',
    'Nennen Sie das gemeinte mit seiner iccid.',
  ],
  fleet_row_not_there: ['{what} {id} gibt es nicht', 'Listen Sie auf, was es gibt, und wählen Sie neu.'],
  fleet_bulk_ended: [
    'Die Liste {id} wird nicht mehr gelesen',
    'Beginnen Sie neu. Eine Liste, mit der niemand weitermacht, wird nach einer Weile aufgegeben.',
  ],
  fleet_bulks_full: [
    '{limit} Listen werden schon als CSV gelesen',
    'Warten Sie, bis eine davon zu Ende ist.',
  ],
} satisfies Partial<Translations['errors']>;
