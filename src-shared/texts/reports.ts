/** What is printed: reports and labels. */

export const reportTexts = {
  titles: { card: 'Report per card', day: 'Report per day', batch: 'Report per batch' },
  groups: { card: 'Card {name}', day: 'Day {name}', batch: 'Batch {name}' },
  without: { card: 'No card was read', day: 'No day', batch: 'Without a batch' },
  outcomes: {
    successful: 'Successful',
    failed: 'Failed',
    cancelled: 'Cancelled',
    running: 'Running',
    unknown: 'Outcome unknown',
  },
  /** Within a line of numbers. */
  counted: {
    successful: '{count} successful',
    failed: '{count} failed',
    cancelled: '{count} cancelled',
    running: '{count} running',
    unknown: '{count} outcome unknown',
  },
  codeUses: { unused: 'Code can be used again', used: 'Code used up', unknown: 'Use of the code unknown' },
  columns: {
    operation: 'No.',
    begun: 'Begun',
    took: 'Took',
    card: 'EID',
    what: 'What',
    profile: 'Profile and ICCID',
    outcome: 'Outcome',
    code: 'Code',
    server: 'Server',
    reader: 'Reader',
    by: 'By',
    batch: 'Batch',
  },
  filters: {
    eid: 'EID',
    iccid: 'ICCID',
    batch: 'Batch',
    day: 'Day',
    from: 'From',
    to: 'Before',
    kinds: 'What',
  },
  code: 'No. {id}',
  made: 'Made',
  timeZone: 'Time zone',
  operations: '{count, plural, one {# operation} other {# operations}}',
  total: '{operations}: {outcomes}',
  realTotal: 'Real cards',
  simulatedTotal: 'Simulated cards',
  simulated: 'SIMULATED',
  truncated:
    'This report lists {listed} of {matching} operations. Narrow it by day, card or batch, or take CSV, which holds all of them.',
};

/** What is printed on labels beside what is known of a code. */
export const labelTexts = {
  title: 'Activation codes',
  confirmationCode: 'Confirmation code {code}',
  confirmationCodeNeeded: 'Confirmation code needed',
  validUntil: 'Valid until {day}',
};
