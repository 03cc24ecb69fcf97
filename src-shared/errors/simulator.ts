import { defineErrors } from './define.ts';

export const simulatorErrors = defineErrors('simulator', {
  vpcd_unreachable: [
    'No virtual reader listens at {host}:{port} ({reason})',
    'Start pcscd with the driver of vsmartcard-vpcd (Debian: apt install vsmartcard-vpcd) and compare the port with /etc/reader.conf.d/vpcd.',
  ],
  vpcd_silent: [
    'The virtual reader at {host}:{port} does not notice the card',
    'Another virtual card is probably in it: take that out, or use another port.',
  ],
  virtual_card_failed: [
    'The virtual card failed: {reason}',
    'Please report it; the card was taken out of its reader.',
  ],
  ec_point_invalid: [
    'The public key is no point of the curve {curve}',
    'The peer made its key on another curve, or the data is damaged; look at the trace.',
  ],
  ec_private_key_invalid: [
    'The private key is none of the curve {curve}',
    'Check the key file, or make a new PKI in an empty folder.',
  ],
  crt_unsupported: [
    'The control reference template asks for key type {keyType} of {keyLength} bytes with a host id of {hostIdLength} bytes; only AES with 16 bytes is known',
    'The SM-DP+ does not keep to SGP.22 v2.5 §5.5.1; look at the trace.',
  ],
  pki_certificate_malformed: [
    'A certificate is no X.509 certificate of RSP: {reason}',
    'The peer or the PKI folder holds a certificate that SGP.22 v2.5 §4.5.2 does not allow; look at it with openssl.',
  ],
  private_key_malformed: [
    'A private key cannot be read: {reason}',
    'Give keys as PKCS#8 or SEC1, in DER or PEM.',
  ],
  pki_folder_unreadable: [
    'The PKI folder {folder} cannot be read: {reason}',
    'Name a folder that exists and may be read, or an empty one to have a PKI made.',
  ],
  pki_incomplete: [
    'The PKI has no {missing} (certificate with its private key)',
    'Add the certificate and its key to the PKI folder, or name an empty folder to have a PKI made.',
  ],
  scp03t_structure: [
    'A protected command is no SCP03t TLV: {reason}',
    'The SM-DP+ or the path to the card damaged the bound profile package; look at the trace.',
  ],
  scp03t_security: [
    'A protected command does not pass the SCP03t checks: {reason}',
    'The bound profile package is damaged or was made for another card or session; look at the trace.',
  ],
  smdp_state_unreadable: [
    'The state file {path} of the simulated SM-DP+ cannot be read or written: {reason}',
    'Name another state file, or remove this one to start anew.',
  ],
  smds_state_unreadable: [
    'The state file {path} of the simulated SM-DS cannot be read or written: {reason}',
    'Name another state file, or remove this one to start anew.',
  ],
  shop_state_unreadable: [
    'The state file {path} of the simulated shop cannot be read or written: {reason}',
    'Name another state file, or remove this one to start anew.',
  ],
  simulator_state_sealed: [
    'The state file {path} of the simulator is sealed and cannot be opened: {reason}',
    'Start the workbench with the key of this data folder, or move the folder of the simulator away to begin with a new one.',
  ],
  smdp_profiles_unreadable: [
    'The folder of profiles {folder} cannot be read: {reason}',
    'Name a folder that exists and may be read.',
  ],
  smdp_profile_invalid: [
    'Profile {name} cannot be offered: {reason}',
    'Correct NAME.der or NAME.json in the folder of profiles.',
  ],
  smdp_port_unavailable: [
    'The simulated server cannot listen on port {port}: {reason}',
    'Choose another port, or end the program that uses this one.',
  ],
  profile_too_large: [
    'The profile package has {length} bytes or elements; the limit is {limit}',
    'Make the profile smaller.',
  ],
  profile_no_header: [
    'The profile package begins with {element} and not with a header',
    'Give an unprotected profile package in DER (TCA interoperable profile package).',
  ],
  profile_no_end: ['The profile package has no end element', 'The package is cut off; make it again.'],
  profile_element_malformed: [
    'Profile element {element} at byte {offset} cannot be read: {reason}',
    'Check the package with the tool that made it.',
  ],
  profile_element_misplaced: [
    'Profile element {element} at byte {offset} stands where none may',
    'A package has one header, first, and one end, last.',
  ],
  profile_identification_repeated: [
    'Identification number {identification} comes twice, the second time at {element}',
    'Number the profile elements of the package anew.',
  ],
  profile_version_unsupported: [
    'The profile package is of version {version}; 1 to 3 are known',
    'Make the profile for an earlier version of the specification.',
  ],
  simulated_card_off: ['The simulated card has no power', 'Put it in again.'],
  simulator_config_invalid: [
    'The settings of the simulated card are wrong: {reason}',
    'Correct the setting that is named.',
  ],
  simulator_options_invalid: [
    'The bench cannot be made as asked: {reason}',
    'Correct the option that is named; docs/simulator.md lists them.',
  ],
  simulated_server_http: [
    'The simulated server answers with HTTP status {status}',
    'Look at the log of the bench; the name of the function or its JSON is wrong.',
  ],
  simulated_server_refused: [
    'The simulated {server} does not take the order',
    'Look at the log of the bench and at its fault rules; the order is tried again when it is looked at.',
  ],
  simulated_card_refused: [
    'The simulated card answers {sw} to the function',
    'Look the status word up in SGP.22 v2.5 §5.7 and in the state that the card was in.',
  ],
  simulator_state_corrupt: [
    'The file with the state of the simulated card is damaged: {reason}',
    'Put a copy of it back, or move it away to begin with an empty card.',
  ],
  simulator_state_foreign: [
    'The file with the state of the simulated card belongs to EID {found}, not to {expected}',
    'Give the PKI folder that the card was made with, or another state file.',
  ],
  simulator_state_unwritable: [
    'The file {file} with the state of the simulated card can not be used: {reason}',
    'Check the folder and its permissions.',
  ],
  simulator_bench_failed: [
    'The simulated bench has stopped: {reason}',
    'Start the workbench again. If it happens again, move the folder of the bench away to begin with a new one.',
  ],
  simulator_bench_state: [
    'The file {path} with the cards and readers of the simulated bench cannot be read or written: {reason}',
    'Check the folder and its permissions, or move the file away to begin with two cards.',
  ],
  simulator_card_unknown: [
    'The simulated bench has no card {card}',
    'List the cards with `simulator show`; it may have been deleted meanwhile.',
  ],
  simulator_card_not_restored: [
    'What was taken from the simulated card {card} cannot be put back: {reason}',
    'Edit the card, copy another one, or make a new one.',
  ],
  simulator_card_invalid: ['The simulated card cannot be made: {reason}', 'Correct what is named.'],
  simulator_cards_full: [
    'The simulated bench has {limit} cards, and no room for more',
    'Delete a card that is not needed any more.',
  ],
  simulator_readers_full: [
    'The simulated bench has {limit} readers, and no room for more',
    'Take a reader away that is not needed any more.',
  ],
  simulator_reader_unknown: [
    'The simulated bench has no reader {reader}',
    'Name a simulated reader, as sim:0.',
  ],
  simulator_reader_taken: [
    'There is a card in the simulated reader {reader}',
    'Take it out, or choose an empty reader.',
  ],
  simulator_profile_unknown: [
    'The simulated card {card} has no profile {iccid}',
    'Look at the card again; the profile may have been deleted meanwhile.',
  ],
  simulator_order_unknown: [
    'The simulated SM-DP+ has no order {order}',
    'Look at the list again; the order may have been removed meanwhile.',
  ],
  simulator_order_fixed: [
    'The order {order} was not made by hand and cannot be removed or changed here',
    'Cancel it, or take its files out of the folder of profiles. What a shop has sold stays.',
  ],
  simulator_order_invalid: ['The order cannot be made: {reason}', 'Correct what is named.'],
  simulator_orders_full: [
    'The simulated SM-DP+ has {limit} orders that were made by hand, and no room for more',
    'Remove orders that are not needed any more.',
  ],
  simulator_order_refused: [
    'The simulated SM-DP+ refused {function}: {subjectCode}/{reasonCode} {message}',
    'The state of the order does not allow it, or a fault rule is in force; look at both.',
  ],
  simulator_event_unknown: [
    'The simulated SM-DS has no such event',
    'Look at the list again; the event may have been deleted meanwhile.',
  ],
  simulator_event_taken: [
    'The simulated SM-DS has an event of that id for this card already',
    'Delete it first, or give another id.',
  ],
  simulator_no_smds: [
    'The simulated bench has no SM-DS',
    'Its PKI is from elsewhere; start it with one of its own.',
  ],
  simulator_not_running: [
    'The simulated bench does not run',
    'Start the engine without --no-simulator; `euicc-workbench serve` says why where it cannot be started.',
  ],
});
