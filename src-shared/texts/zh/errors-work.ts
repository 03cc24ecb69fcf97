import type { Translations } from '../speak.ts';

const nothing = '无需操作。';
const report = '请向 SM-DP+ 的运营者报告。';
const sameCode = '请使用同一激活码重新开始下载。';
const clean = '请清洁触点后重新放入，或换一张卡片。';

/** Operations, the vault of codes, batches. */
export const workErrors = {
  interrupted: ['工作台在操作处于{status}时结束', '会重新读取卡片以查明其内容；操作不会自动重复。'],
  profile_rejected: [
    '用户拒绝了该配置文件',
    '未安装任何内容。服务器得知配置文件被拒绝后会将其收回：如果仍然需要，届时需要新的激活码。',
  ],
  profile_unexpected: [
    '服务器提供的配置文件与预期不同：{what}是 {found}，而不是 {expected}',
    '未安装任何内容，订单保留。请将激活码与其来源列表核对，或更改预期。',
  ],
  profile_postponed: ['用户推迟了下载', '可随时使用同一激活码重新开始。'],
  question_timed_out: ['{minutes} 分钟内无人回答', sameCode],
  confirmation_code_missing: ['服务器要求此配置文件的确认码', '请使用随激活码提供的确认码重新开始。'],
  policy_consent_missing: [
    '配置文件带有需要用户同意的策略规则（{rules}），但没有人同意',
    '如果可以接受其限制，请重新开始并表示同意（`--accept-ppr`；API 中为 `acceptPolicyRules`）。',
  ],
  transaction_mismatch: [
    '{where}属于另一个事务，而不是已开始的事务',
    '请向 SM-DP+ 的运营者报告。如果激活码未用掉，可以再试一次。',
  ],
  server_mismatch: [
    '服务器签署的地址是 {found}，而询问的是 {expected}',
    '请检查激活码中的地址；服务器可能配置有误。',
  ],
  challenge_mismatch: [
    '服务器签署的挑战值不是卡片的挑战值',
    '请重试；如仍然如此，请向 SM-DP+ 的运营者报告。',
  ],
  metadata_mismatch: ['配置文件包中的元数据与服务器所宣布的不同', report],
  no_smdp_address: [
    '没有可询问的 SM-DP+：未提供激活码，卡片也没有默认 SM-DP+ 地址',
    '请提供激活码，或在卡片上设置默认 SM-DP+ 地址。',
  ],
  smdp_oid_mismatch: [
    '服务器的对象标识符是 {found}，而激活码要求 {expected}',
    '请不要使用此激活码：它是为另一个服务器制作的。',
  ],
  smds_role_wrong: [
    '{address} 出示的证书不是 SM-DS 的证书，因此不向它询问事件',
    '请询问真正的 SM-DS，或向该服务器的运营者报告。',
  ],
  event_not_found: [
    '操作 {id} 没有找到事件 {index}',
    '请重新向服务器询问有什么在等待此卡片（`euicc-workbench profile discover`）。',
  ],
  operation_not_found: ['没有操作 {id}', '请用 `euicc-workbench operation list` 列出操作。'],
  operation_not_running: ['操作 {id} 已经结束', nothing],
  no_question: ['操作 {id} 没有提出这个问题', '请重新查看该操作；问题可能已有人回答。'],
  cannot_reconcile: ['操作 {id} 无需核对', nothing],
  trace_entry_not_found: [
    '操作 {id} 没有跟踪条目 {seq}',
    '请用 `euicc-workbench operation show {id} --trace` 列出条目。',
  ],
  card_reading_not_known: [
    '卡片 {eid} 没有读取记录 {reading}',
    '请使用 `cards.readings` 列出的记录：数量多时，卡片最早的记录会被清除。',
  ],
  card_not_known: ['从未见过 EID 为 {eid} 的卡片', '请放入并读取该卡片。'],
  code_not_found: ['保管库中没有激活码 {id}', '请查看现有的激活码后重新选择。'],
  code_claimed: [
    '操作 {operation} 占用激活码 {id}',
    '请等待其结束。如果操作已中断，请重新放入其卡片或进行核对；如果卡片已丢失，请释放激活码。',
  ],
  code_not_claimed: ['没有操作占用激活码 {id}', '没有可释放的内容。'],
  code_used_up: ['激活码 {id} 已不可用（{state}）', '激活码只能使用一次。请换一个，或订购新的激活码。'],
  code_not_free: ['无法打印激活码 {id}：其状态为“{state}”', '标签用于尚未安装且没有操作占用的激活码。'],
  code_expired: ['激活码 {id} 已过期', '请换一个。如果日期有误，请更正后重试。'],
  batch_card_unreadable: ['无法读取卡片：{reason}', clean],
  batch_ci_not_trusted: [
    '此卡片的 CI 在此处均不受信任（{keyIds}）',
    '请添加或打开该卡片所需的根证书（`trust add`），或在方案中去掉此项检查。',
  ],
  batch_memory_short: [
    '卡片的可用存储为 {free} 个字节，而方案要求 {wanted}',
    '请从卡片上删除一个配置文件，或换一张卡片。',
  ],
  batch_profile_there: ['卡片上已有配置文件 {iccid}', '请换一张卡片，或在方案中说明如何处理此类卡片。'],
  batch_not_found: ['没有批次 {id}', '请用 `euicc-workbench batch list` 列出批次。'],
  batch_line_not_found: ['批次 {id} 没有第 {line} 行', '请用 `euicc-workbench batch show {id}` 查看其各行。'],
  batch_name_taken: ['已有批次 {name}', '请选择其他名称，或删除那个批次。'],
  batch_empty: ['列表中没有可用的行', '请更正被拒绝的内容后重试。'],
  batch_state: ['批次 {id} 的状态为“{state}”', '请重新查看：在此状态下不能执行所要求的操作，或已经执行过。'],
  batch_no_readers: ['没有读卡器参与批次 {id}', '请让读卡器参与，然后开始。'],
  batch_reader_bound: ['读卡器 {reader} 正参与批次 {batch}', '请将它从那个批次移出，或先完成那个批次。'],
  batch_code_taken: [
    '激活码 {id} 在批次 {batch} 中等待',
    '请在那里跳过它，或在此处去掉它：一个激活码不能同时属于两个批次。',
  ],
  batch_eid_repeated: [
    '列表中已有卡片 {eid}（{first}）',
    '以第一个为准。一个批次中一张卡片只用一个激活码：请将另一个放入单独的批次。',
  ],
  batch_running: ['批次 {id} 的操作仍在进行', '请暂停批次，等待操作结束后重试。'],
  batch_recipes_full: ['已有 {count} 个方案，不能再保存', '请删除不需要的方案，或以相同名称覆盖。'],
  batch_line_taken: ['批次 {id} 第 {line} 行的状态为“{state}”', '请重新查看该行。'],
  batch_line_open: [
    '在重新读取卡片 {eid} 之前，不知道第 {line} 行的结果',
    '请将该卡片放入任意读卡器。如果卡片已丢失，请释放其激活码（`code release`），然后重试。',
  ],
} satisfies Partial<Translations['errors']>;
