import type { Translations } from '../speak.ts';

const again = '请更正后重新导入；已导入的内容会被识别。';
const parts = '请分几次导入。';
const split = '请拆分成较小的文件，逐个导入。';
const unchanged = '未作任何更改。';

/** Lists, pictures and documents of activation codes, sheets of labels, exports of a data folder, evidence files. */
export const importErrors = {
  code_file_too_large: ['文件有 {length} 个字节；最多允许 {limit} 个', split],
  code_files_none: [
    '{where} 中没有可导入的内容',
    '可读取的是直接位于该文件夹中的列表（文本、CSV）、二维码图片和 PDF 文件；隐藏文件和子文件夹不读取。',
  ],
  code_files_too_many: ['共有 {count} 个文件；一次最多允许 {limit} 个', parts],
  codes_too_many: ['正确和错误的激活码合计超过 {limit} 个', parts],
  code_list_empty: [
    '文本中没有激活码',
    '请每行写一个激活码，或提供带有“activation code”列，或“SM-DP+ address”和“matching ID”两列的 CSV 文件。',
  ],
  code_list_not_text: [
    '该文件既不是文本，也不是可读取的图片或 PDF',
    '请保存为 UTF-8 编码的 CSV。电子表格（XLSX、ODS）须先导出为 CSV。',
  ],
  code_list_lines: ['列表超过 {limit} 行', split],
  code_list_columns: [
    '列表的各列中没有激活码',
    '请将一列命名为“activation code”，或将两列命名为“SM-DP+ address”和“matching ID”。',
  ],
  code_line_columns: ['该行有 {found} 个字段，而列表有 {expected} 列', again],
  code_line_quotes: ['带引号的字段没有结束，或在结束引号之后还有内容', again],
  code_line_two_codes: ['该行有多个激活码，而其他行只有一个', '请每行写一个激活码。'],
  code_line_duplicate: ['此次导入中已有相同的激活码（{first}）', '无需操作：以第一个为准。'],
  code_fields_differ: [
    '激活码与其各部分的列（SM-DP+ 地址、匹配标识）不一致',
    '各列可能被分别排序：请与发放的列表核对。',
  ],
  code_field_missing: ['缺少{column}', again],
  code_field_too_long: ['{column}超过 {limit} 个字符', again],
  code_field_iccid: ['ICCID 不是 18 至 20 位数字', again],
  code_field_iccid_rounded: ['ICCID 被电子表格取整：最后几位已丢失', '请将该列设为文本格式后重新导出列表。'],
  code_field_eid: [
    'EID 不是 32 位数字',
    '请更正后重新导入。如果是电子表格取整所致，请将该列设为文本格式后重新导出列表。',
  ],
  code_field_date: ['无法读取有效期', '请将日期写成 2026-12-31 的形式。'],
  code_field_date_ambiguous: [
    '有效期有两种读法：日在前或月在前',
    '请将日期写成 2026-12-31 的形式，或说明哪个在前。',
  ],
  code_field_flag: ['无法判断是否需要确认码', '请写 yes 或 no。'],
  qr_none_in_file: ['文件中没有二维码', '请拍摄包含整个二维码及其白边的图片，端正且清晰。'],
  pdf_damaged: ['PDF 文件已损坏，无法读取', '请重新保存，或将其页面保存为 PNG 图片。'],
  pdf_encrypted: ['PDF 文件受密码保护', '请取消保护后保存，或将其页面保存为 PNG 图片。'],
  pdf_pages: ['PDF 文件有 {count} 页；最多允许 {limit} 页', '请拆分成较小的文件。'],
  pdf_page_unreadable: ['无法绘制该页', '请将其保存为 PNG 图片后导入；其他页面不受影响。'],
  pdf_too_costly: ['绘制该 PDF 文件所需的内存超过允许的上限', '请将其页面保存为 PNG 图片后导入。'],
  label_sheet_measures: ['标签页的尺寸不合适：{reason}', '请更正尺寸。'],
  label_sheet_png: [
    '标签页不能生成为 PNG 图片',
    '请使用 SVG 或打印页面，或不使用标签页，每个激活码生成一张图片。',
  ],
  label_too_small: [
    '{width} × {height} 毫米的标签放不下激活码的二维码：最小的方块只有 {module} 毫米',
    '请使用较大的标签；方块至少需要 {limit} 毫米。',
  ],
  archive_foreign: ['文件 {file} 不是数据文件夹的导出', '请选择由 `data export` 生成的文件。'],
  archive_newer: [
    '导出文件 {file} 由较新的工作台生成（{what} {found}；此工作台最高支持 {supported}）',
    `请用那个版本的工作台导入。${unchanged}`,
  ],
  archive_damaged: [
    '导出文件 {file} 已损坏或被更改：{reason}',
    `请从生成处重新复制，或使用其他导出文件。${unchanged}`,
  ],
  archive_wrong_passphrase: ['该口令无法打开导出文件 {file}', `请提供导出时设置的口令。${unchanged}`],
  export_nothing: ['{folder} 中没有可导出的内容：那里没有数据库', '请用 --data 指定数据文件夹。'],
  import_folder_not_empty: ['文件夹 {folder} 不为空', `请导入到用 --data 指定的新文件夹。${unchanged}`],
  evidence_foreign: [
    '文件 {file} 不是证据文件：{reason}',
    '请选择由 `evidence export` 生成且未经改动的文件。',
  ],
  evidence_newer: [
    '证据文件 {file} 由较新的工作台生成（版本 {found}；此工作台最高支持 {supported}）',
    '请用那个版本的工作台打开。未保留其中的任何内容。',
  ],
  evidence_damaged: [
    '证据文件 {file} 已损坏或被更改：{reason}',
    '请从生成处重新复制。未保留其中的任何内容。',
  ],
  evidence_too_large: [
    '证据文件 {file} 太大：{what} 超过 {limit} 个字节',
    '未保留其中的任何内容。一个操作的证据文件不会这么大；请询问发送者。',
  ],
  evidence_not_found: ['没有已打开的证据 {id}', '请用 `evidence list` 列出。'],
  evidence_transfer_gone: ['文件 {id} 的传输已不存在', '请重新开始：重新生成文件，或从第一部分起重新提交。'],
  evidence_not_ended: ['操作 {id} 尚未结束', '请等待其结束或将其取消，然后生成证据文件。'],
  evidence_not_replayable: ['该记录无法重新运行：{reason}', '其余内容均可查看。请用此工作台重新录制该操作。'],
} satisfies Partial<Translations['errors']>;
