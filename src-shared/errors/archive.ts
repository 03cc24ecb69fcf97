import { defineErrors } from './define.ts';

export const archiveErrors = defineErrors('input', {
  archive_foreign: [
    'The file {file} is no export of a data folder',
    'Choose a file that `data export` wrote.',
  ],
  archive_newer: [
    'The export {file} was written by a newer workbench ({what} {found}; this one knows up to {supported})',
    'Import it with that workbench. Nothing was changed.',
  ],
  archive_damaged: [
    'The export {file} is damaged or was changed: {reason}',
    'Copy it anew from where it was written, or take another one. Nothing was changed.',
  ],
  archive_wrong_passphrase: [
    'The passphrase does not open the export {file}',
    'Give the passphrase that was set when it was written. Nothing was changed.',
  ],
  export_nothing: [
    'There is nothing to export in {folder}: no database is there',
    'Name the data folder with --data.',
  ],
  import_folder_not_empty: [
    'The folder {folder} is not empty',
    'Import into a new folder, named with --data. Nothing was changed.',
  ],
});
