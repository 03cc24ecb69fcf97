import type { Translations } from '../speak.ts';

/** Tokens, what may be asked over HTTP, and the fleet API. */
export const accessErrors = {
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
    'Das geschieht auf diesem Rechner selbst: mit der Kommandozeile (docs/cli.md) oder im Fenster.',
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
  api_field: [
    '{call} hat kein Feld {field}',
    'Dort nimmt es {known}. Berichtigen Sie den Namen oder lassen Sie das Feld weg; GET /api/v1/openapi.json beschreibt jeden Aufruf.',
  ],
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
  api_port_unusable: [
    'Die APIs können nicht am Port {port} angeboten werden: {reason}',
    'Wählen Sie einen anderen Port, oder beenden Sie das Programm, das ihn hat.',
  ],
  apis_not_here: [
    'Diese Engine bietet die APIs nicht selbst an',
    'Sie werden in der Desktop-Anwendung eingeschaltet, wo sie die Engine gestartet hat; sonst benutzen Sie `euicc-workbench serve`.',
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
