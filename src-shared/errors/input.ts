import { defineErrors } from './define.ts';

const format = 'An activation code has the form LPA:1$SMDP.EXAMPLE.COM$MATCHING-ID.';

export const inputErrors = defineErrors('input', {
  usage: ['{reason}', 'See `euicc-workbench --help`, or --help after any command.'],
  file_unreadable: ['The file {file} cannot be read ({reason})', 'Check its name and its rights.'],
  file_too_large: [
    'The file {file} is larger than {limit} bytes',
    'Check that it is the file that was meant; nothing of it was read.',
  ],
  file_not_written: [
    'The file {file} cannot be written ({reason})',
    'Choose another place, or move away what is there: nothing is overwritten.',
  ],
  not_confirmed: [
    'Not confirmed: {what}',
    'Confirm at the terminal, or give --yes where nobody can be asked.',
  ],
  declined: ['Answered no: {what}', 'Nothing was done.'],
  reader_ambiguous: [
    'Which reader? {readers}',
    'Name one with --reader: by its name, its index or as sim:N.',
  ],
  confirmation_code_needed: [
    'The server wants a confirmation code',
    'Give it with --confirmation-code-file, or run the command at a terminal to be asked.',
  ],
  input_invalid: ['{what}: {path} is not valid: {reason}', 'Correct the input and try again.'],
  fault_rule_invalid: ['The fault rule ({rule}) is not valid: {reason}', '{next}'],
  fault_rules_full: [
    'There are {limit} fault rules already',
    'Clear those that are not needed any more (`simulator faults clear`).',
  ],
  fault_rule_unknown: [
    'There is no fault rule {id}',
    'List them with `euicc-workbench simulator faults list`.',
  ],
  fault_rules_end: [
    'No engine runs in this data folder, and the rule would end with this command',
    'Start the window or `euicc-workbench serve` first, or give --fault to the command that is to meet it.',
  ],
  unknown_call: ['There is no call {call}', 'Look at the list of calls in docs/api.md.'],
  frame_too_large: ['A message is longer than {limit} bytes', 'Send less at a time.'],
  too_many_requests: [
    'More than {limit} requests wait for their answers',
    'Wait for some of them before asking more.',
  ],
  client_too_slow: [
    'The attached program has left more than {limit} bytes unread',
    'Attach again and read what comes.',
  ],
  activation_code_empty: ['There is no activation code', format],
  activation_code_too_long: [
    'The activation code has {length} characters; {limit} are allowed',
    'Copy the code alone, without the text around it.',
  ],
  activation_code_characters: [
    'The activation code holds characters that no activation code has (white space, control characters or letters beyond ASCII)',
    'Copy the code anew, or read it from its QR picture.',
  ],
  activation_code_prefix: ['This is no activation code: it does not begin with LPA:1$', format],
  activation_code_shell: [
    'The activation code has lost everything that followed its $ signs; the shell has taken them for variables',
    "Put the code in single quotes ('LPA:1$…'), or pass it on standard input or as a QR picture.",
  ],
  activation_code_format: [
    'The activation code is of a format other than 1',
    'This LPA knows the format of SGP.22 version 2: LPA:1$…',
  ],
  activation_code_missing_part: ['The activation code ends before its {part}', format],
  activation_code_address: [
    'The SM-DP+ address in the activation code is no host name: {reason}',
    'Compare the code with the one that was issued.',
  ],
  activation_code_matching_id: [
    'The matching ID in the activation code has characters other than letters, digits and hyphens',
    'Compare the code with the one that was issued.',
  ],
  activation_code_oid: [
    'The fourth part of the activation code is no object identifier',
    'It is that of the SM-DP+, as 2.999.10, or empty: compare the code with the one that was issued.',
  ],
  activation_code_flag: [
    'The fifth part of the activation code is not 1',
    'It says whether a confirmation code is needed: it is 1 or missing. Compare the code with the one that was issued.',
  ],
  activation_code_trailing: [
    'The activation code goes on after its last part ({count} more)',
    'Compare the code with the one that was issued.',
  ],
  address_malformed: [
    'The server address is no host name: {reason}',
    'Give the name of an SM-DP+ or SM-DS, as smdp.example.com.',
  ],
  connect_to_malformed: [
    '--connect-to does not have the form NAME:HOST:PORT: {reason}',
    'Give it as --connect-to smdp.example.com:127.0.0.1:8443.',
  ],
  image_too_large: [
    'The picture has {length} bytes; {limit} are allowed',
    'Cut out the QR code and save it as PNG or JPEG.',
  ],
  image_dimensions: [
    'The picture has {width} by {height} pixels, which is more than can be searched',
    'Cut out the QR code, or make the picture smaller.',
  ],
  image_kind_unknown: [
    'The file is no PNG, JPEG, GIF, BMP or WebP picture',
    'Save the QR code as PNG or JPEG.',
  ],
  image_unreadable: [
    'The picture cannot be decoded',
    'Save the QR code again as PNG or JPEG; the file may be damaged.',
  ],
  qr_not_found: [
    'There is no QR code in the picture',
    'Take a picture that shows the whole QR code with its white border, straight and sharp.',
  ],
  qr_ambiguous: [
    'There are {count} different QR codes in the picture',
    'Cut out the one that holds the activation code.',
  ],
  qr_text_too_long: [
    'A text of {length} characters does not fit a QR code of an activation code',
    'An activation code has at most 255 characters.',
  ],
});
