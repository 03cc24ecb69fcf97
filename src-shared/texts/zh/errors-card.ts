import type { Translations } from '../speak.ts';

const deviates = '对方在此处不符合 SGP.22 v2.5；请查看跟踪记录。';
const nonsense = '对方发送的数据没有意义；请查看跟踪记录。';
const readAgain = '请重新读取卡片并选择其中的一个配置文件。';

/** Readers, cards, decoding, ES10. */
export const cardErrors = {
  pcsc_unavailable: [
    'PC/SC 不可用：{reason}',
    '请安装并启动 PC/SC 服务（Debian：apt install pcscd），然后重试。模拟读卡器不需要它。',
  ],
  pcsc_service_stopped: [
    'PC/SC 服务没有应答：{reason}',
    '请启动 pcscd（或智能卡服务）；工作台会自动重新找到它。',
  ],
  reader_not_found: ['没有读卡器 {reader}', '请用 `euicc-workbench reader list` 列出读卡器，或将它插入。'],
  reader_unplugged: ['读卡器 {reader} 已被拔下', '请重新插入；之后可以查看并核对该操作。'],
  card_absent: ['读卡器 {reader} 中没有卡片', '请放入卡片后重试。'],
  card_removed: [
    '操作进行中，卡片从读卡器 {reader} 中被取出',
    '请放回同一张卡片；工作台随后会查明卡片上的内容。',
  ],
  card_unresponsive: ['读卡器 {reader} 中的卡片对复位没有应答', '请翻转卡片、清洁触点，或换一张卡片。'],
  card_unpowered: ['读卡器 {reader} 中的卡片没有供电', '请取出卡片后重新放入。'],
  card_reset: ['读卡器 {reader} 中的卡片被其他程序复位', '请关闭正在使用该读卡器的其他程序，然后重试。'],
  reader_busy: [
    '读卡器 {reader} 正被其他程序或操作使用',
    '请等待其结束，或关闭占用该读卡器的程序（常见的有 GnuPG scdaemon 和 ModemManager）。',
  ],
  protocol_mismatch: ['读卡器 {reader} 中的卡片既不接受 T=0 也不接受 T=1', '请换一个读卡器。'],
  reader_failed: ['读卡器 {reader} 报告 {reason}', '请拔下读卡器后重新插入；如再次发生，请换一个读卡器。'],
  status_word: [
    '卡片对 {function} 以状态字 {sw} 应答（{meaning}）',
    '请查看该操作的跟踪记录；取出卡片并重新放入，然后再试一次。',
  ],
  malformed_response: [
    '卡片对 {function} 应答了 {length} 个字节，不是带状态字的响应',
    '读卡器或卡片有故障：请先换读卡器，再换卡片。',
  ],
  response_too_long: ['卡片对 {function} 的应答超过 {limit} 个字节', '卡片有故障或不是 eUICC；交互已停止。'],
  command_too_long: [
    '{function} 含 {length} 个字节，超出 STORE DATA 以 {block} 字节的数据块所能编号的范围',
    '数据不是 SGP.22 数据，或卡片接受的数据块太小；请查看跟踪记录。',
  ],
  not_an_euicc: [
    '读卡器 {reader} 中的卡片不是 eUICC：已知的 ISD-R 应用标识符均无应答（{tried}）',
    '请放入 eUICC。如果该卡片确实是 eUICC，请将其 ISD-R AID 加入卡片特性。',
  ],
  channel_unavailable: ['卡片不提供逻辑通道（状态字 {sw}）', '请取出卡片后重新放入，这会关闭已打开的通道。'],
  no_answer_data: [
    '卡片对 {function} 以状态字 {sw} 应答，但没有给出应有的数据',
    '卡片不是合规的 eUICC，或已被中断：请取出后重新放入，再试一次。',
  ],
  tlv_truncated: [
    '{path}：数据在 TLV 中间结束（第 {offset} 字节）',
    '对方发送的应答不完整；请查看跟踪记录。',
  ],
  tlv_trailing: [
    '{path}：数据结束后还有 {count} 个字节（第 {offset} 字节）',
    '对方发送的数据多于其声明的长度；请查看跟踪记录。',
  ],
  tlv_bad_tag: ['{path}：第 {offset} 字节处没有有效的标签', '对方发送的不是 TLV；请查看跟踪记录。'],
  tlv_bad_length: [
    '{path}：第 {offset} 字节处没有有效的长度（{reason}）',
    '对方发送的不是 DER；请查看跟踪记录。',
  ],
  tlv_too_deep: ['{path}：嵌套超过 {limit} 层', nonsense],
  tlv_too_large: ['{path}：{length} 个字节，超过上限 {limit}', nonsense],
  tlv_too_many: ['{path}：同级元素超过 {limit} 个', nonsense],
  tlv_unexpected_tag: ['{path}：标签为 {found}，应为 {expected}', deviates],
  tlv_missing: ['{path}：缺少 {expected}', deviates],
  tlv_bad_value: ['{path}：{reason}', deviates],
  es10_refused: ['卡片拒绝了 {function}：{result}（{meaning}）', '{next}'],
  profile_installation_failed: ['卡片无法安装配置文件：{command} 中的 {reason}（{meaning}）', '{next}'],
  no_installation_result: [
    '卡片接收了整个配置文件包，但没有给出结果',
    '请重新读取卡片，查看配置文件是否在卡片上。',
  ],
  profile_not_on_card: ['卡片上没有配置文件 {profile}', readAgain],
  profile_state_unchanged: [
    '卡片接受了命令，但之后配置文件 {iccid} 的状态为 {state}',
    '请取出卡片，重新放入并读取：有些卡片要到那时才切换。',
  ],
  card_changed: [
    '读卡器中现在是另一张卡片：EID 为 {found}，而不是 {expected}',
    '请放回先前的卡片并核对该操作。',
  ],
  notification_gone: ['卡片上已没有通知 {sequenceNumber}', '请重新读取卡片；可能已被其他程序移除。'],
  ppr_not_allowed: [
    '配置文件带有策略规则（{rules}），而卡片的规则授权表不允许其所有者使用这些规则',
    '请向配置文件的所有者索取不带这些规则的配置文件，或使用允许这些规则的卡片。',
  ],
  ppr1_beside_operational: [
    '该配置文件不可禁用（策略规则 PPR1），此类配置文件不能与其他运营配置文件并存安装：{profile} 已在卡片上',
    '请删除卡片上的运营配置文件，或使用没有运营配置文件的卡片，并索取新的激活码。',
  ],
  card_full: [
    '卡片没有空间：它表示不能再接收配置文件，且没有可用存储',
    '请从卡片上删除一个配置文件，或换一张卡片。激活码仍然有效。',
  ],
  card_memory_short: [
    '配置文件有 {needed} 个字节，而卡片只有 {free} 个字节的可用存储',
    '请从卡片上删除一个配置文件，或使用存储更大的卡片。激活码仍然有效。',
  ],
  card_without_ci_keys: [
    '卡片没有证书颁发者（CI）的密钥，{use}',
    '请换一张卡片：此卡片没有为远程配置做个人化。',
  ],
  card_version_unsupported: [
    '卡片的 SGP.22 版本为 {svn}，低于此处使用的协议（2.0 及以上）',
    '请使用较新的卡片。',
  ],
} satisfies Partial<Translations['errors']>;
