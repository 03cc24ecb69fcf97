import type { Translations } from '../speak.ts';

/** The console, and recordings of other programs. */
export const consoleErrors = {
  console_input_unknown: [
    '这不是十六进制的 APDU，开头也不是任何 ES10 函数或命令的名称',
    '请输入 APDU（80 E2 91 00 …）、`select AID`、ES10 函数（例如 `GetEID`）、`store-data HEX` 或 `reset`。',
  ],
  console_apdu_malformed: [
    '这 {length} 个字节不是命令 APDU：{reason}',
    '请对照 ISO/IEC 7816-4 §5 检查命令头和长度（情形 1 至 4，短格式和扩展格式）。',
  ],
  console_hex_malformed: [
    '{what}：不是完整字节的十六进制',
    '请每个字节写两位数字；允许使用空格、冒号和 0x。',
  ],
  console_aid_malformed: ['AID 应为 5 至 16 个字节；此处为 {length} 个', '请复制完整的 AID。'],
  console_json_malformed: [
    '{function} 的请求不是 JSON：{reason}',
    '请写成 JSON 对象，或将整个请求写成十六进制 TLV；`help {function}` 会显示其格式。',
  ],
  console_request_invalid: [
    '无法构成 {function} 的请求：{path} {reason}',
    '请用 `help {function}` 查看其字段。',
  ],
  console_not_confirmed: ['此输入需要确认：{danger}', '请确认（命令行用 `--yes`，API 用 `confirmed`）。'],
  console_extended_t0: ['卡片使用 T=0，不支持扩展 APDU', '请以短 APDU 发送，或封装在 ENVELOPE 中。'],
  import_format_unknown: [
    '文件 {file} 既不是 lpac 或 pcsc-spy 的日志，也不是抓包（pcap、pcapng）',
    '请自行指定格式（命令行 `--format`），或重新录制：lpac 使用 LIBEUICC_DEBUG_APDU=1，PC/SC 程序使用 pcsc-spy，GSMTAP 使用 tshark。',
  ],
  import_malformed: [
    '文件 {file} 在 {place} 处损坏或被截断：{reason}',
    '未导入任何内容。请重新录制，或删去从该处开始的内容后导入其余部分。',
  ],
  import_empty: [
    '文件 {file} 中没有 APDU，也没有 HTTP 交互',
    '请检查使用卡片时是否已开启录制：lpac 需要 LIBEUICC_DEBUG_APDU=1，抓包需要 GSMTAP 的 4729 端口。',
  ],
  import_too_many: ['文件 {file} 中的交互超过 {limit} 次', '请拆分成多个文件，逐个导入。'],
  console_not_open: ['操作 {id} 不是打开的控制台', '请在该读卡器上打开新的控制台。'],
  console_no_isdr: ['与此卡片没有 ISD-R 会话', '请在基本通道上发送 APDU，或放入 eUICC 并打开新的控制台。'],
} satisfies Partial<Translations['errors']>;
