import type { Translations } from '../speak.ts';

export const activation: Translations['activation'] = {
  check: {
    code: '激活码',
    confirmation: '确认码',
    vault: '保管库',
    reader: '读卡器',
    card: '卡片',
    ci: '证书颁发者',
    memory: '存储空间',
    policy: '策略规则',
    duplicates: '重复',
    address: 'SM-DP+ 地址',
    server: '服务器',
  },
  result: { ok: '正常', warning: '请查看', stops: '会失败', not_checked: '未检查' },
  reason: {
    code_good: { message: '书写正确。', next: '' },
    code_tolerated: { message: '虽然书写不完全符合规范，仍可使用。', next: '请查看激活码下方的说明。' },
    code_default_server: {
      message: '没有激活码：由卡片的默认 SM-DP+ 查找为此 EID 准备的配置文件。',
      next: '',
    },
    code_event: { message: '没有激活码：获取查询所发现的内容。', next: '' },
    no_server: {
      message: '没有激活码，卡片上也没有默认 SM-DP+。',
      next: '请输入激活码，或设置卡片的默认 SM-DP+。',
    },
    confirmation_not_needed: { message: '激活码不要求确认码，但服务器仍可能要求。', next: '' },
    confirmation_kept: { message: '保管库中已保存，会随激活码一起发送。', next: '' },
    confirmation_given: { message: '已输入。是否正确只有服务器知道。', next: '' },
    confirmation_missing: {
      message: '此激活码需要确认码，尚未输入。',
      next: '请在下方输入，或等到被询问时再输入。',
    },
    confirmation_spaces: {
      message: '开头或结尾有空格，会一并发送。',
      next: '除非空格属于确认码，否则请删除。',
    },
    confirmation_characters: {
      message: '含有难以在手机上输入的字符。',
      next: '请与运营商提供的确认码核对。',
    },
    vault_new: { message: '保管库中还没有此激活码，开始后会保存。', next: '' },
    vault_free: { message: '保管库中的第 {id} 号，可用。', next: '' },
    vault_doubtful: {
      message: '保管库中的第 {id} 号，可用。之前的下载是否已用掉它尚不清楚。',
      next: '试一试：服务器会告知。',
    },
    vault_known: {
      message: '保管库中的第 {id} 号已用过或已过期。',
      next: '请换一个激活码。多数情况下服务器会拒绝它。',
    },
    vault_no_matching_id: {
      message: '没有匹配标识：服务器按 EID 查找，保管库无法区分这样的激活码。',
      next: '',
    },
    vault_none: { message: '没有保管库可以识别的激活码。', next: '' },
    reader_free: { message: '空闲，且有卡片。', next: '' },
    reader_none: { message: '未选择读卡器。', next: '请选择装有卡片的读卡器。' },
    reader_empty: { message: '里面没有卡片。', next: '请插入卡片。' },
    reader_in_use: {
      message: '正被另一个程序占用。',
      next: '请关闭该程序（常见的是 GnuPG scdaemon 和 ModemManager）。',
    },
    reader_mute: { message: '里面的卡片没有应答。', next: '请把卡片翻转、清洁触点，或换一张卡片。' },
    reader_unavailable: { message: '无法使用。', next: '请拔下后重新插入。' },
    reader_busy: { message: '操作 {operation} 正在使用它。', next: '请等它结束，或取消它。' },
    card_known: { message: '卡片已读取，以下检查以此为准。', next: '' },
    card_unread: { message: '插入后尚未读取。', next: '请读取：只需一两秒，不会改变任何内容。' },
    needs_card: { message: '需要一张已读取的卡片。', next: '' },
    ci_trusted: { message: '卡片与工作台信任同一颁发者：{issuer}。', next: '' },
    ci_unknown: {
      message: '此卡片的颁发者在这里都未知（{keyIds}）。卡片与服务器仍可能互相认识。',
      next: '如果无法连接服务器，请在“信任”中添加根证书。',
    },
    ci_disabled: { message: '此卡片的颁发者在这里已知，但被关闭：{issuer}。', next: '请在“信任”中打开。' },
    memory_free: {
      message: '剩余 {free}。配置文件需要多少，要等服务器给出后才知道，届时会检查。',
      next: '',
    },
    memory_low: { message: '剩余 {free}，偏少：多数配置文件需要更多。', next: '请删除不再需要的配置文件。' },
    memory_says_full: {
      message: '卡片表示不能再接收配置文件。有些卡片的说法有误。',
      next: '请删除一个配置文件，或直接尝试。',
    },
    memory_unknown: { message: '卡片未告知剩余空间。', next: '' },
    rules_free: { message: '没有启用的配置文件约束此卡片。它允许配置文件带有这些规则：{rules}。', next: '' },
    rules_refused: {
      message: '没有启用的配置文件约束此卡片。它不接受带有策略规则（PPR1、PPR2）的配置文件。',
      next: '',
    },
    rules_unknown: {
      message: '卡片不提供规则授权表。带有策略规则的配置文件会被拒绝。',
      next: '',
    },
    ppr1_enabled: {
      message: '配置文件 {iccid} 已启用且不能禁用（PPR1）：不能启用其他配置文件。',
      next: '请只下载不启用，或请运营商解除该规则。',
    },
    not_on_a_card: { message: '其 ICCID {iccid} 不在这里见过的任何卡片上。', next: '' },
    on_this_card: {
      message: '配置文件 {iccid} 已在此卡片上。同一 ICCID 不能装两次。',
      next: '请先从卡片上删除，或换一个激活码。',
    },
    on_other_card: {
      message: '配置文件 {iccid} 上次出现在卡片 {eid} 上。',
      next: '只有订单允许时，服务器才会把它给另一张卡片。',
    },
    iccid_unknown: {
      message: '服务器提供之前不知道其 ICCID。卡片会拒绝已有的 ICCID。',
      next: '',
    },
    address_good: { message: '{address}', next: '' },
    address_bench: { message: '{address} 是模拟环境的服务器。', next: '' },
    address_bench_for_card: {
      message: '{address} 是模拟环境的服务器，而卡片是真实卡片，双方没有共同信任的颁发者。',
      next: '请使用模拟读卡器，或换一个激活码。',
    },
    address_real_for_simulated: {
      message: '{address} 不是模拟环境的服务器，而卡片是模拟卡片。',
      next: '请使用装有真实卡片的读卡器，或模拟 SM-DP+ 的激活码。',
    },
    server_reached: { message: '{host} 在 {took} 后应答，其证书受信任。', next: '' },
    server_asking: { message: '正在连接。', next: '' },
    server_not_asked: { message: '未连接。', next: '' },
    failed: { message: '', next: '' },
  },
};
