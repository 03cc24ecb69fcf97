/** Names, and what is typed or pressed as it stands, in every language. */
const everywhere = [
  'eUICC Workbench',
  'LPA:1$smdp.example.com$MATCHING-ID',
  "status = 'failed' and created > -7d",
];

/** Texts that are the same as in English; all others that are were forgotten. In Chinese: those without a Chinese character. */
export const same: Readonly<Record<'de' | 'zh', ReadonlySet<string>>> = {
  de: new Set([
    ...everywhere,
    'AKA Milenage',
    'Byte',
    'Bytes',
    'Code',
    'Code {id}',
    'Codes',
    'Discovery',
    'Download',
    'Downloads',
    'Firmware',
    'IoT minimal',
    'Java Card',
    'Name',
    'Port',
    'Problem',
    'Server',
    'Server, ES9+',
    'Shop',
    'Simulator',
    'Standard',
    'Station',
    'Status',
    'Test',
    'Text',
    'Token',
    'Token {state}',
    'Workbench',
    'Zoom',
    'Zoom: 100 %',
  ]),
  zh: new Set([...everywhere, 'Ctrl', 'Shift']),
};
