import type { Translations } from '../speak.ts';

const sgp22 = 'Der Server hält sich nicht an SGP.22 v2.5 §6.5; der Mitschnitt hat die Antwort.';
const tellOperator = 'Sagen Sie es dem Betreiber des Servers; der Mitschnitt hat die Antwort.';

/** ES9+ and ES11, and whether a server is trusted. */
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
} satisfies Partial<Translations['errors']>;
