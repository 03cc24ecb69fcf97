import type { Translations } from '../speak.ts';

const maybeDone =
  'Was verlangt war, kann geschehen sein. Bestellungen werden nachgesehen, bevor etwas wieder versucht wird.';

/** Shops and orders. */
export const shopErrors = {
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
  shop_login_refused: [
    'Der Shop {shop} nimmt API-Schlüssel und Geheimnis des Kontos nicht an',
    'Sehen Sie beide beim Shop nach und geben Sie sie mit `euicc-workbench shop token --login` neu an. Seine Bestellungen warten und gehen damit weiter.',
  ],
  shop_login_unsupported: [
    'Für den Shop {shop} ist keine Anmeldung bekannt, die Token gibt',
    'Geben Sie dem Konto ein Token.',
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
    'Berichtigen Sie, was er nennt, und versuchen Sie es noch einmal. Diese Anfrage hat nichts bestellt.',
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
  order_key_used: [
    'Der Schlüssel wurde für eine andere Bestellung angegeben, {id}',
    'Sehen Sie Bestellung {id} an. Für eine andere geben Sie einen anderen Schlüssel an.',
  ],
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
  order_not_listed: [
    'Der Shop {shop} kann die Bestellung angenommen haben und führt sie nicht auf',
    'Es wird eine Stunde lang wieder nachgesehen. Wird sie nicht gefunden, suchen Sie sie beim Shop, bevor Sie neu bestellen.',
  ],
  order_given_up: [
    'Die Bestellung wurde vom Shop nie angenommen, wie von ihr gesagt wurde',
    'Bestellen Sie neu, wenn sie noch gewünscht ist.',
  ],
  order_notify_unsupported: [
    'Der Shop {shop} benachrichtigt niemanden per E-Mail',
    'Die Bestellung wird hier verfolgt, und ihr Code kommt in den Tresor.',
  ],
} satisfies Partial<Translations['errors']>;
