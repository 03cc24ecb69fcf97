/** The picture of an operation's state machine. `{name}` is filled in by `fillText`. */
export const statesText = {
  label: 'States of operation {id}',
  passed: 'passed',
  now: 'at work',
  asks: 'waits for an answer',
  ahead: 'to come',
  skipped: 'not reached',
  broken: 'failed here',
  unfinished: 'broke off here',
  ended: 'the end',
  open: 'possible end',
  notTaken: 'other end',
  steps: '{count, plural, one {# step} other {# steps}}',
  left: 'about {duration} left',
  lastStep: 'Last step:',
};
