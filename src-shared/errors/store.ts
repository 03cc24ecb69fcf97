import { defineErrors } from './define.ts';

export const storeErrors = defineErrors('store', {
  data_folder_unusable: [
    'The data folder {folder} cannot be used: {reason}',
    'Make the folder writable for you, free space if its disk is full, or choose another one with --data or EUICC_WORKBENCH_DATA.',
  ],
  store_newer_version: [
    'The database in {folder} is of version {found}, and this workbench knows versions up to {supported}',
    'A newer workbench has written it: use that one, or choose another data folder with --data. Nothing was changed.',
  ],
  store_foreign: [
    'The file {file} is not a database of the workbench',
    'Choose another data folder with --data, or move the file away. Nothing was changed.',
  ],
  store_wrong_key: [
    'The key does not belong to the database in {folder}',
    'Put back the file store.key that was made together with the database. Nothing was changed.',
  ],
  store_key_missing: [
    'The database in {folder} is there, but its key file {file} is not',
    'Put the file back from a backup; without it the traces cannot be read. Nothing was changed.',
  ],
  store_key_damaged: [
    'The key file {file} is damaged: {reason}',
    'Put the file back from a backup. Nothing was changed.',
  ],
  store_passphrase_required: [
    'The key of the data folder {folder} is protected by a passphrase',
    'Give the passphrase: when it is asked for, with --passphrase-file FILE, or in the file that EUICC_WORKBENCH_PASSPHRASE_FILE names.',
  ],
  store_wrong_passphrase: [
    'The passphrase does not open the key of the data folder {folder}',
    'Give the passphrase that was set for this folder. Nothing was changed.',
  ],
  store_passphrase_not_set: [
    'A passphrase was given, but the key of the data folder {folder} is not protected by one',
    'Start without a passphrase, or set one first.',
  ],
  store_key_in_keychain: [
    'The key of the data folder {folder} is in the system keychain, which only the desktop application reaches',
    'Open the folder in the desktop application and try again while it runs, or give the passphrase if one was set beside the keychain (key passphrase). Nothing was changed.',
  ],
  store_keychain_failed: [
    'The system keychain ({backend}) does not open the key of the data folder {folder}: {reason}',
    'Unlock the keychain, and open the folder as the user and on the system that put the key there; or give the passphrase if one was set beside the keychain. Nothing was changed.',
  ],
  store_keychain_unavailable: [
    'The key cannot be put into the system keychain: {reason}',
    'Move it while the desktop application runs, on a system with a keychain; or protect it with a passphrase. Nothing was changed.',
  ],
  store_key_unprotected: [
    'The key of the data folder {folder} lies in its file as it is, so a passphrase beside it would protect nothing',
    'Protect it with the passphrase: euicc-workbench key move --to passphrase.',
  ],
  store_key_ring_full: [
    'The data folder has {count} keys already, by which something may still be sealed',
    'Seal everything with the newest one (euicc-workbench key reseal), and try again. Nothing was changed.',
  ],
  store_corrupt: [
    'Row {row} of table {table} in the database is damaged ({column}: {reason})',
    'Keep a copy of the data folder and report it; the other rows are not affected.',
  ],
  store_damaged: [
    'The database file is damaged: {reason}',
    'Put the data folder back from a backup, or choose another one with --data.',
  ],
  store_full: [
    'There is no space left for the database',
    'Free some space on the disk of the data folder, then try again; what was running is shown and reconciled.',
  ],
  store_failed: [
    'The database could not be read or written: {reason}',
    'Check the disk (is it full?) and the rights of the data folder, then try again.',
  ],
  retention_busy: [
    'The database cannot be written anew while an operation runs',
    'Wait for its end, and try again.',
  ],
  records_in_memory: [
    'The records of this workbench are in no data folder',
    'Start it with a data folder to have reports of them and to keep them.',
  ],
  store_row_missing: ['There is no {what} {id} in the database', 'List what there is and choose again.'],
});
