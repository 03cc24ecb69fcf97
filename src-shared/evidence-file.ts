/** What evidence files are known by, before anything is read of them. */

/** The ending of such files. */
export const evidenceEnding = '.euicc-evidence';
/** The largest of such files, in bytes. */
export const evidenceMostBytes = 32 * 1024 * 1024;
