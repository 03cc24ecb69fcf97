import type { Translations } from '../speak.ts';

const unchanged = '未作任何更改。';
const close = '请关闭工作台的所有窗口和服务器，然后重试。';

/** The data folder and its keys, and the workbench itself. */
export const storeErrors = {
  data_folder_unusable: [
    '无法使用数据文件夹 {folder}：{reason}',
    '请使该文件夹可写，磁盘已满时请释放空间，或用 --data 或 EUICC_WORKBENCH_DATA 选择其他文件夹。',
  ],
  store_newer_version: [
    '{folder} 中数据库的版本为 {found}，而此工作台最高支持版本 {supported}',
    `它由较新的工作台写入：请使用那个工作台，或用 --data 选择其他数据文件夹。${unchanged}`,
  ],
  store_foreign: [
    '文件 {file} 不是工作台的数据库',
    `请用 --data 选择其他数据文件夹，或移走该文件。${unchanged}`,
  ],
  store_wrong_key: ['密钥不属于 {folder} 中的数据库', `请放回与数据库一同生成的文件 store.key。${unchanged}`],
  store_key_missing: [
    '{folder} 中有数据库，但没有其密钥文件 {file}',
    `请从备份中放回该文件；没有它就无法读取跟踪记录。${unchanged}`,
  ],
  store_key_damaged: ['密钥文件 {file} 已损坏：{reason}', `请从备份中放回该文件。${unchanged}`],
  store_passphrase_required: [
    '数据文件夹 {folder} 的密钥受口令保护',
    '请提供口令：在询问时输入，使用 --passphrase-file 文件，或放在 EUICC_WORKBENCH_PASSPHRASE_FILE 指定的文件中。',
  ],
  store_wrong_passphrase: [
    '该口令无法打开数据文件夹 {folder} 的密钥',
    `请提供为此文件夹设置的口令。${unchanged}`,
  ],
  store_passphrase_not_set: [
    '提供了口令，但数据文件夹 {folder} 的密钥不受口令保护',
    '请不带口令启动，或先设置口令。',
  ],
  store_key_in_keychain: [
    '数据文件夹 {folder} 的密钥在系统钥匙串中，只有桌面应用能够访问',
    `请在桌面应用中打开该文件夹，并在其运行时重试；如果在钥匙串之外还设置了口令，也可提供口令（key passphrase）。${unchanged}`,
  ],
  store_keychain_failed: [
    '系统钥匙串（{backend}）无法打开数据文件夹 {folder} 的密钥：{reason}',
    `请解锁钥匙串，并以存入密钥的用户在同一系统上打开该文件夹；如果在钥匙串之外还设置了口令，也可提供口令。${unchanged}`,
  ],
  store_keychain_unavailable: [
    '无法将密钥存入系统钥匙串：{reason}',
    `请在带有钥匙串的系统上、桌面应用运行时移动密钥；或用口令保护它。${unchanged}`,
  ],
  store_key_unprotected: [
    '数据文件夹 {folder} 的密钥未加保护地存放在文件中，再加口令不起任何保护作用',
    '请用口令保护密钥：euicc-workbench key move --to passphrase。',
  ],
  store_key_ring_full: [
    '数据文件夹已有 {count} 个密钥，可能仍有内容用它们加密',
    `请用最新的密钥重新加密全部内容（euicc-workbench key reseal），然后重试。${unchanged}`,
  ],
  store_corrupt: [
    '数据库中表 {table} 的第 {row} 行已损坏（{column}：{reason}）',
    '请保留数据文件夹的副本并报告；其他行不受影响。',
  ],
  store_damaged: ['数据库文件已损坏：{reason}', '请从备份恢复数据文件夹，或用 --data 选择其他文件夹。'],
  store_full: [
    '数据库没有剩余空间',
    '请在数据文件夹所在的磁盘上释放空间，然后重试；进行中的操作会显示出来并核对。',
  ],
  store_failed: ['无法读取或写入数据库：{reason}', '请检查磁盘（是否已满？）和数据文件夹的权限，然后重试。'],
  retention_busy: ['有操作正在进行，不能重写数据库', '请等待其结束后重试。'],
  records_in_memory: ['此工作台的记录不在任何数据文件夹中', '请带数据文件夹启动，才能生成报告并保留记录。'],
  store_row_missing: ['数据库中没有{what} {id}', '请查看现有内容后重新选择。'],
  cancelled: ['操作已取消', '无需操作。'],
  timed_out: ['{what} 用时超过 {seconds} 秒', '请重试；如再次发生，请在跟踪记录中查看在等待什么。'],
  internal: ['工作台出错：{reason}', '请附上导出的跟踪记录进行报告。'],
  engine_gone: ['引擎在被询问时结束', '请重新启动工作台；未完成的操作会显示出来并核对。'],
  reading_failed: [
    '引擎中读取跟踪记录和图片的部分中断（{reason}）',
    '请重试：它已重新启动。如再次发生，请附上导出的跟踪记录进行报告。',
  ],
  engine_option: [
    '{option} 对已在运行的引擎不起作用',
    '请将 {option} 提供给运行引擎的程序（`serve` 或窗口），或先关闭那个程序。',
  ],
  engine_version: [
    '正在运行的引擎版本为 {engine}，而此程序的版本为 {client}',
    '请关闭另一个窗口或服务器（属于另一个版本），然后重试。',
  ],
  engine_protocol: ['引擎与此程序无法互相理解：{reason}', close],
  engine_locked: [
    '另一个引擎正占用数据文件夹 {folder}',
    '请关闭另一个窗口或服务器，或用 --data 选择其他文件夹。',
  ],
} satisfies Partial<Translations['errors']>;
