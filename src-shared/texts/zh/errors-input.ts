import type { Translations } from '../speak.ts';

const format = '激活码的格式为 LPA:1$SMDP.EXAMPLE.COM$MATCHING-ID。';
const compare = '请与发放的激活码核对。';
const fewer = '请分成几次查询，每次少查一些。';

/** What is typed, given as a file or a picture, decoded and asked for. */
export const inputErrors = {
  usage: ['{reason}', '请查看 `euicc-workbench --help`，或在任何命令后加 --help。'],
  file_too_large: ['文件 {file} 大于 {limit} 字节', '请检查是否是所要的文件；未读取其任何内容。'],
  file_unreadable: ['无法读取文件 {file}（{reason}）', '请检查文件名和权限。'],
  file_not_written: [
    '无法写入文件 {file}（{reason}）',
    '请选择其他位置，或移走已有的文件：不会覆盖任何内容。',
  ],
  not_confirmed: ['未确认：{what}', '请在终端确认；在无法询问的场合请加上 --yes。'],
  declined: ['回答为否：{what}', '未执行任何操作。'],
  reader_ambiguous: ['用哪个读卡器？{readers}', '请用 --reader 指定：名称、序号或 sim:N。'],
  confirmation_code_needed: [
    '服务器要求确认码',
    '请用 --confirmation-code-file 提供，或在终端运行该命令以便询问。',
  ],
  input_invalid: ['{what}：{path} 无效：{reason}', '请更正输入后重试。'],
  fault_rule_invalid: ['故障规则（{rule}）无效：{reason}', '{next}'],
  fault_rules_full: ['已有 {limit} 条故障规则', '请清除不再需要的规则（`simulator faults clear`）。'],
  fault_rule_unknown: ['没有故障规则 {id}', '请用 `euicc-workbench simulator faults list` 列出规则。'],
  fault_rules_end: [
    '此数据文件夹中没有运行引擎，规则会随此命令结束',
    '请先启动窗口或 `euicc-workbench serve`，或在要遇到故障的命令上使用 --fault。',
  ],
  unknown_call: ['没有调用 {call}', '请查看 docs/api.md 中的调用列表。'],
  frame_too_large: ['消息超过 {limit} 个字节', '请每次少发送一些。'],
  too_many_requests: ['等待应答的请求超过 {limit} 个', '请等待其中一些完成后再发送。'],
  client_too_slow: ['已连接的程序有超过 {limit} 个字节未读取', '请重新连接并及时读取。'],
  activation_code_empty: ['没有激活码', format],
  activation_code_too_long: [
    '激活码有 {length} 个字符；最多允许 {limit} 个',
    '请只复制激活码，不要复制周围的文字。',
  ],
  activation_code_characters: [
    '激活码中含有不应出现的字符（空白、控制字符或 ASCII 以外的字符）',
    '请重新复制激活码，或从二维码图片读取。',
  ],
  activation_code_prefix: ['这不是激活码：开头不是 LPA:1$', format],
  activation_code_shell: [
    '激活码丢失了 $ 之后的全部内容；命令行外壳把它们当成了变量',
    "请将激活码放在单引号中（'LPA:1$…'），或通过标准输入或二维码图片提供。",
  ],
  activation_code_format: ['激活码的格式不是 1', '此 LPA 支持 SGP.22 版本 2 的格式：LPA:1$…'],
  activation_code_missing_part: ['激活码在 {part} 之前就结束了', format],
  activation_code_address: ['激活码中的 SM-DP+ 地址不是主机名：{reason}', compare],
  activation_code_matching_id: ['激活码中的匹配标识含有字母、数字和连字符以外的字符', compare],
  activation_code_oid: [
    '激活码的第四部分不是对象标识符（OID）',
    '它应为 SM-DP+ 的 OID，例如 2.999.10，或者为空：请与发放的激活码核对。',
  ],
  activation_code_flag: [
    '激活码的第五部分不是 1',
    '它表示是否需要确认码：为 1 或省略。请与发放的激活码核对。',
  ],
  activation_code_trailing: ['激活码在最后一部分之后还有内容（多出 {count} 个）', compare],
  address_malformed: [
    '服务器地址不是主机名：{reason}',
    '请提供 SM-DP+ 或 SM-DS 的名称，例如 smdp.example.com。',
  ],
  connect_to_malformed: [
    '--connect-to 不符合 NAME:HOST:PORT 的格式：{reason}',
    '请写成 --connect-to smdp.example.com:127.0.0.1:8443 的形式。',
  ],
  image_too_large: ['图片有 {length} 个字节；最多允许 {limit} 个', '请裁剪出二维码，并保存为 PNG 或 JPEG。'],
  image_dimensions: ['图片为 {width} × {height} 像素，超出可查找的范围', '请裁剪出二维码，或缩小图片。'],
  image_kind_unknown: ['该文件不是 PNG、JPEG、GIF、BMP 或 WebP 图片', '请将二维码保存为 PNG 或 JPEG。'],
  image_unreadable: ['无法解码图片', '请将二维码重新保存为 PNG 或 JPEG；文件可能已损坏。'],
  qr_not_found: ['图片中没有二维码', '请拍摄包含整个二维码及其白边的图片，端正且清晰。'],
  qr_ambiguous: ['图片中有 {count} 个不同的二维码', '请裁剪出包含激活码的那一个。'],
  qr_text_too_long: ['{length} 个字符的文本超出激活码二维码的容量', '激活码最多 255 个字符。'],
  decode_input_unknown: [
    '这既不是十六进制，也不是 base64、PEM、JSON、激活码、EID 或 ICCID',
    '请只复制字节，不要复制周围的文字。',
  ],
  decode_input_too_large: ['输入有 {length} 个字节或字符；一次最多可解码 {limit} 个', '请只解码其中一部分。'],
  trace_query_invalid: [
    '无法理解搜索 {query}',
    '请写 sw:69xx、tag:BF2D、hex:5A0A、fn:名称、host:名称或 text:词语；不带名称的词会自动判断。',
  ],
  query_syntax: [
    '{what}在第 {position} 个字符处有误：此处为 {found}，应为 {expected}',
    "条件的形式为“字段 运算符 值”，例如 status = 'failed' and created > -7d；文本用单引号括起。",
  ],
  query_unknown_field: [
    '{what}在第 {position} 个字符处使用了不存在的字段：{field}',
    '可用的字段：{fields}。',
  ],
  query_bad_operator: [
    '查询在第 {position} 个字符处：{operator} 不能用于 {field}（{kind}）',
    '可用的运算符：{operators}。',
  ],
  query_bad_value: ['查询在第 {position} 个字符处：{found} 不是 {field}（{kind}）的值', '请提供{expected}。'],
  query_too_long: ['{what}有 {length} 个字符；最多允许 {limit} 个', fewer],
  query_too_many: ['查询的条件超过 {limit} 个', fewer],
  query_too_deep: ['查询在第 {position} 个字符处，括号嵌套超过 {limit} 层', '请去掉不需要的括号。'],
  size_invalid: [
    '列表的大小应为从 1 开始的整数，而 {size} 不是',
    '请提供 1 至 {limit} 的大小，或省略（即 {limit}）。',
  ],
  fields_unknown: ['此列表中没有字段 {field}', '可用的字段：{fields}。'],
  cursor_invalid: ['该游标不是此工作台生成的', '请不带游标重新开始，并原样使用应答中给出的下一个游标。'],
  cursor_other_query: [
    '该游标属于其他列表、查询或排序',
    '请使用与其来源页面相同的查询和 orderby，或不带游标重新开始。',
  ],
} satisfies Partial<Translations['errors']>;
