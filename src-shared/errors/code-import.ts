import { defineErrors } from './define.ts';

const again = 'Correct it and import it again; what was imported already is recognised.';

/** What can be wrong with lists, pictures and documents of activation codes, and with the sheets made of codes. */
export const codeImportErrors = defineErrors('input', {
  code_file_too_large: [
    'The file has {length} bytes; {limit} are allowed',
    'Split it into smaller files and import them one after another.',
  ],
  code_files_none: [
    'There is nothing to import in {where}',
    'Lists (text, CSV), pictures of QR codes and PDF files are read, straight in the folder: hidden files and folders within it are left out.',
  ],
  code_files_too_many: [
    'There are {count} files; {limit} are allowed at a time',
    'Import them in several parts.',
  ],
  codes_too_many: [
    'There are more than {limit} activation codes, right and wrong ones together',
    'Import them in several parts.',
  ],
  code_list_empty: [
    'There is no activation code in the text',
    'Give one code on each line, or a CSV file with a column "activation code", or with "SM-DP+ address" and "matching ID".',
  ],
  code_list_not_text: [
    'The file is neither text nor a picture or PDF that can be read',
    'Save it as CSV in UTF-8. A spreadsheet (XLSX, ODS) has to be exported as CSV first.',
  ],
  code_list_lines: [
    'The list has more than {limit} lines',
    'Split it into smaller files and import them one after another.',
  ],
  code_list_columns: [
    'The columns of the list hold no activation code',
    'Name one column "activation code", or two "SM-DP+ address" and "matching ID".',
  ],
  code_line_columns: ['There are {found} fields where the list has {expected} columns', again],
  code_line_quotes: ['A quoted field is not closed, or goes on after its closing quote', again],
  code_line_two_codes: [
    'There are several activation codes where the other lines have one',
    'Write one code on each line.',
  ],
  code_line_duplicate: [
    'The same activation code stands in the import already ({first})',
    'Nothing to do: the first one counts.',
  ],
  code_fields_differ: [
    'The activation code and the columns of its parts (SM-DP+ address, matching ID) say different things',
    'Columns may have been sorted apart: compare them with the list that was issued.',
  ],
  code_field_missing: ['There is no {column}', again],
  code_field_too_long: ['The {column} has more than {limit} characters', again],
  code_field_iccid: ['The ICCID is not 18 to 20 digits', again],
  code_field_iccid_rounded: [
    'The ICCID has been rounded by a spreadsheet: its last digits are lost',
    'Export the list anew, with the column formatted as text.',
  ],
  code_field_eid: [
    'The EID is not 32 digits',
    'Correct it and import it again. Where a spreadsheet has rounded it, export the list anew, with the column formatted as text.',
  ],
  code_field_date: ['The date of expiry cannot be read', 'Write dates as 2026-12-31.'],
  code_field_date_ambiguous: [
    'The date of expiry can be read in two ways: day first or month first',
    'Write dates as 2026-12-31, or say which comes first.',
  ],
  code_field_flag: [
    'Whether a confirmation code is needed is not said in a way that can be read',
    'Write yes or no.',
  ],
  qr_none_in_file: [
    'There is no QR code in the file',
    'Take a picture that shows the whole QR code with its white border, straight and sharp.',
  ],
  pdf_damaged: [
    'The PDF file is damaged and cannot be read',
    'Save it anew, or save its pages as PNG pictures.',
  ],
  pdf_encrypted: [
    'The PDF file is protected by a password',
    'Save it without protection, or save its pages as PNG pictures.',
  ],
  pdf_pages: ['The PDF file has {count} pages; {limit} are allowed', 'Split it into smaller files.'],
  pdf_page_unreadable: [
    'The page cannot be drawn',
    'Save it as a PNG picture and import that; the other pages are not affected.',
  ],
  pdf_too_costly: [
    'Drawing the PDF file takes more memory than is allowed',
    'Save its pages as PNG pictures and import those.',
  ],
  label_sheet_measures: ['The measures of the label sheet do not fit: {reason}', 'Correct the measures.'],
  label_sheet_png: [
    'Sheets of labels are not made as PNG pictures',
    'Take SVG or the page to print, or leave the sheet out for a picture of each code.',
  ],
  label_too_small: [
    'A label of {width} by {height} mm is too small for the QR code of an activation code: its smallest squares would have {module} mm',
    'Take larger labels; squares of {limit} mm are needed.',
  ],
});
