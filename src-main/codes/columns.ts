/** What the columns of a list of activation codes are called. docs/codes.md shows this table. */

export type ColumnName =
  | 'activationCode'
  | 'smdpAddress'
  | 'matchingId'
  | 'smdpOid'
  | 'confirmationCode'
  | 'confirmationCodeRequired'
  | 'iccid'
  | 'eid'
  | 'carrier'
  | 'label'
  | 'batch'
  | 'validUntil';

/**
 * Names as `plainName` writes them, the surer ones first: where a list has two columns for one thing, the surer one counts.
 * With those of Truphone/1GLOBAL Connect (`_lpa`, `_smdp`, `matching_id`, `_qrcode`), Octopus Cards (`activation_code`), Digi
 * Remote Manager (`secret`, `carrier`), eSIM Go (`Matching ID`, `RSP URL`) and Microsoft Intune
 * (`integratedCircuitCardIdentifier`, `matchingIdentifier`, `smdpPlusServerAddress`).
 */
export const columnNames: Readonly<Record<ColumnName, readonly string[]>> = {
  activationCode: [
    ...['activationcode', 'esimactivationcode', 'lpaactivationcode', 'lpa', 'lpacode', 'lpastring', 'lpaurl'],
    ...['lpauri', 'fullactivationcode', 'activationstring', 'fullcode', 'aktivierungscode'],
    ...['esimaktivierungscode', 'aktivierungscodeesim', 'freischaltcode', 'qrcode', 'qrcodetext', 'qrtext'],
    ...['qrcodedata', 'qrdata', 'qrcodecontent', 'qrcontent', 'qrcodestring', 'qr', 'installurl', 'code'],
    ...['esimcode', 'esim', 'ac', 'secret'],
  ],
  smdpAddress: [
    ...['smdpaddress', 'smdpplusaddress', 'smdp', 'smdpplus', 'smdpserver', 'smdpserveraddress'],
    ...[
      'smdpplusserveraddress',
      'smdpfqdn',
      'smdpplusfqdn',
      'smdphost',
      'smdphostname',
      'smdpurl',
      'smdpplusurl',
    ],
    ...['smdpuri', 'smdpplusuri', 'smdpdomain', 'smdpadresse', 'smdpplusadresse', 'smdpserveradresse'],
    ...[
      'rspurl',
      'rspaddress',
      'rspserver',
      'rsp',
      'serveraddress',
      'serveradresse',
      'downloadserver',
      'server',
    ],
  ],
  matchingId: [
    ...[
      'matchingid',
      'matchingidentifier',
      'matchingcode',
      'matchid',
      'matching',
      'actoken',
      'activationtoken',
    ],
    ...['activationcodetoken', 'token', 'abgleichskennung', 'abgleichid'],
  ],
  smdpOid: ['smdpoid', 'smdpplusoid', 'oid'],
  confirmationCode: [
    ...['confirmationcode', 'confirmcode', 'confirmation', 'cc', 'bestatigungscode', 'bestaetigungscode'],
  ],
  confirmationCodeRequired: [
    ...['confirmationcoderequired', 'confirmationcoderequiredflag', 'confirmationcodeneeded', 'ccrequired'],
    ...['ccrequiredflag', 'ccneeded', 'confirmationrequired', 'bestatigungscodeerforderlich'],
    ...['bestaetigungscodeerforderlich', 'bestatigungscodenotig', 'bestaetigungscodenoetig'],
  ],
  iccid: [
    ...['iccid', 'icc', 'esimiccid', 'simiccid', 'profileiccid', 'integratedcircuitcardidentifier'],
    ...['simnumber', 'simserialnumber', 'simserial', 'ssn', 'simnummer', 'simkartennummer', 'kartennummer'],
  ],
  eid: [
    ...['eid', 'euiccid', 'euiccidentifier', 'cardeid', 'chipeid', 'deviceeid', 'eidnumber', 'eidnummer'],
  ],
  carrier: [
    ...['carrier', 'carriername', 'operator', 'operatorname', 'mno', 'mobileoperator', 'networkoperator'],
    ...['mobilenetworkoperator', 'serviceprovider', 'serviceprovidername', 'spn', 'provider', 'network'],
    ...['operatingcompany', 'netzbetreiber', 'mobilfunkanbieter', 'anbieter', 'betreiber', 'netz'],
  ],
  label: [
    ...['label', 'name', 'title', 'profilename', 'nickname', 'description', 'note', 'notes', 'comment'],
    ...['remark', 'bezeichnung', 'etikett', 'titel', 'beschreibung', 'bemerkung', 'notiz', 'kommentar'],
  ],
  batch: [
    ...['batch', 'batchid', 'batchnumber', 'batchname', 'lot', 'lotnumber', 'charge', 'los', 'losnummer'],
    ...[
      'order',
      'orderid',
      'ordernumber',
      'orderreference',
      'purchaseorder',
      'purchaseorderid',
      'salesorderid',
    ],
    ...['bestellung', 'bestellnummer', 'auftrag', 'auftragsnummer'],
  ],
  validUntil: [
    ...['validuntil', 'validto', 'validthrough', 'expiry', 'expirydate', 'expires', 'expireson', 'expiresat'],
    ...['expiration', 'expirationdate', 'enddate', 'usebefore', 'usebydate', 'notafter', 'gultigbis'],
    ...['gueltigbis', 'ablauf', 'ablaufdatum', 'verfall', 'verfallsdatum', 'verfalltam', 'gultigkeitsende'],
  ],
};

/** What a person calls them in an error. */
export const columnTexts: Readonly<Record<ColumnName, string>> = {
  activationCode: 'activation code',
  smdpAddress: 'SM-DP+ address',
  matchingId: 'matching ID',
  smdpOid: 'SM-DP+ OID',
  confirmationCode: 'confirmation code',
  confirmationCodeRequired: 'confirmation code required',
  iccid: 'ICCID',
  eid: 'EID',
  carrier: 'carrier',
  label: 'label',
  batch: 'batch',
  validUntil: 'valid until',
};

const places: ReadonlyMap<string, { readonly column: ColumnName; readonly rank: number }> = new Map(
  (Object.entries(columnNames) as [ColumnName, readonly string[]][]).flatMap(([column, names]) =>
    names.map((name, rank) => [name, { column, rank }] as const),
  ),
);

/** Letters and digits alone, small, without accents: `_SM-DP+ Address` is `smdpaddress`. */
export function plainName(cell: string): string {
  return cell
    .slice(0, 100)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]/g, '');
}

/** Which column a name means, or undefined. */
export function columnOf(cell: string): ColumnName | undefined {
  return places.get(plainName(cell))?.column;
}

/** The position of each column in a line of names. */
export function columnsOf(cells: readonly string[]): Map<ColumnName, number> {
  const ranks = new Map<ColumnName, number>();
  const out = new Map<ColumnName, number>();
  for (const [at, cell] of cells.entries()) {
    const place = places.get(plainName(cell));
    if (place === undefined || place.rank >= (ranks.get(place.column) ?? Number.POSITIVE_INFINITY)) continue;
    ranks.set(place.column, place.rank);
    out.set(place.column, at);
  }
  return out;
}

/** Whether columns can make an activation code. */
export function holdCodes(columns: ReadonlyMap<ColumnName, number>): boolean {
  return columns.has('activationCode') || (columns.has('smdpAddress') && columns.has('matchingId'));
}
