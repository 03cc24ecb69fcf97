import type { Translations } from '../speak.ts';

const maybeDone = '所请求的可能已执行。再次尝试之前会先查询订单。';
const renew = '其订单会等待，更新后继续。';
const again = '如仍需要，请重新订购。';

/** Shops and orders. */
export const shopErrors = {
  shop_not_found: ['没有商店账户 {id}', '请用 `euicc-workbench shop list` 列出账户。'],
  shop_label_taken: ['已有账户 {label}', '请使用其他名称，或移除另一个账户。'],
  shop_address_invalid: [
    '无法使用商店的地址：{reason}',
    '请按其文档填写，例如 https://api.example.com；http 仅用于本机。',
  ],
  shop_token_malformed: ['无法发送商店的令牌：{reason}', '请只复制令牌，不要复制周围的文字。'],
  shop_simulated_absent: [
    '模拟商店 {shop} 没有运行',
    '启动工作台时请不要使用 --no-simulator，并确保模拟环境正常。',
  ],
  shop_simulated_kept: ['账户 {shop} 属于模拟环境', '它随模拟环境出现和消失；只有添加的账户可以更改或移除。'],
  shop_unreachable: ['无法连接商店 {shop}：{reason}', '请检查其地址和网络。未向它发送任何内容。'],
  shop_silent: ['已向商店 {shop} 发出请求，但应答不完整：{reason}', maybeDone],
  shop_timeout: ['商店 {shop} 在 {seconds} 秒内没有应答', maybeDone],
  shop_redirect: [
    '商店 {shop} 以重定向应答（HTTP {status}），工作台不予跟随：令牌只供该商店使用',
    '请将账户的地址改为商店自身应答的地址。',
  ],
  shop_too_large: ['商店 {shop} 的应答超过 {limit} 个字节', '请检查该地址是否属于商店。'],
  shop_answer_invalid: [
    '商店 {shop} 的应答与文档不符（{path}：{reason}）',
    '请检查该地址是否属于商店；如果是，请报告所指出的字段。',
  ],
  shop_token_wrong: [
    '商店 {shop} 不接受该账户的令牌（HTTP 401）',
    `令牌可能已过期：请用 \`euicc-workbench shop token\` 为账户提供新的令牌。${renew}`,
  ],
  shop_login_refused: [
    '商店 {shop} 不接受该账户的 API 密钥和密文',
    `请在商店处查看两者，并用 \`euicc-workbench shop token --login\` 重新提供。${renew}`,
  ],
  shop_login_unsupported: ['商店 {shop} 没有可获取令牌的登录方式', '请为账户提供令牌。'],
  shop_forbidden: [
    '商店 {shop} 不允许（HTTP 403）：{reason}',
    '请向商店申请权限，并询问它是否接受来自此地址的请求。',
  ],
  shop_rate_limited: [
    '商店 {shop} 在 {seconds} 秒内不再接受请求（HTTP {status}）',
    '请等待；正在跟踪的订单会自动再次询问。',
  ],
  shop_failed: ['商店 {shop} 出现故障（HTTP {status}）', '请稍后重试。'],
  shop_refused: [
    '商店 {shop} 拒绝（HTTP {status}，{code}）：{reason}',
    '请更正所指出的内容后重试。此请求没有订购任何内容。',
  ],
  shop_product_unknown: [
    '商店 {shop} 没有产品 {product}',
    '请用 `euicc-workbench shop products` 列出其产品。',
  ],
  shop_country_needed: ['商店 {shop} 的产品超过 {limit} 个', '请指定国家或地区，例如 --country JPN。'],
  order_not_found: ['没有订单 {id}', '请用 `euicc-workbench order list` 列出订单。'],
  order_key_used: ['该键已用于另一个订单 {id}', '请查看订单 {id}。其他订单请使用不同的键。'],
  order_price_changed: [
    '商店 {shop} 现在的价格是 {found}，而约定的是 {expected}',
    '未订购任何内容。请查看价格后重新订购。',
  ],
  order_topup_unsupported: ['商店 {shop} 不提供充值', '请订购新的配置文件；在那里每个订单都是新的。'],
  order_field_unsupported: ['商店 {shop} 的订单没有 {field}', '请去掉 {field}，或从其他商店订购。'],
  order_iccid_missing: ['充值需要已安装配置文件的 ICCID', '请按卡片或标签上所示提供 ICCID。'],
  order_failed: [
    '商店 {shop} 无法交付该订单（{code}）：{reason}',
    '请订购其他产品，或询问商店；按其条款，已付款项会退还。',
  ],
  order_cancelled: ['商店 {shop} 已取消该订单', '请向商店询问原因，然后重新订购。'],
  order_outcome_unknown: [
    '不知道商店 {shop} 是否已接受该订单（{reason}）',
    '请在商店查找该订单，然后用 `euicc-workbench order resolve` 说明结果。不会重新订购。',
  ],
  order_code_gone: [
    '商店 {shop} 已交付，但不再提供激活码：配置文件已安装在某处',
    '请在您的卡片中查找该 ICCID；如果都没有，只有商店能提供帮助。',
  ],
  order_code_known: [
    '商店 {shop} 交付了激活码 {code}，而订单 {id} 已带来过它',
    '两个订单只有一个激活码：请向商店索取另一个。',
  ],
  order_code_missing: ['商店 {shop} 表示已交付，但没有发送激活码', '会再次询问。如果一直没有，请询问商店。'],
  order_code_unusable: [
    '商店 {shop} 发送的激活码不是有效的激活码（{reason}）',
    '会再次询问。如果仍然如此，请询问商店。',
  ],
  order_not_unknown: ['订单 {id} 的状态为“{status}”：其结果已知', '只有结果未知的订单才需要说明结果。'],
  order_remote_taken: ['商店的订单 {remoteId} 在此处已是订单 {id}', '请比较两者的时间，并提供另一个。'],
  order_account_gone: [
    '订单 {id} 的账户已移除，因此不再向商店询问',
    '已知的内容会保留。如果还没有激活码，请在商店查找。',
  ],
  order_not_placed: ['不知道订单 {id} 是否已到达商店', '请等待下单完成，或刷新该订单。'],
  order_not_sent: ['订单在一小时内未能下单；没有任何内容离开本机', again],
  order_not_listed: [
    '商店 {shop} 可能已接受该订单，但没有将其列出',
    '一小时内会继续查询。如果找不到，请先在商店查找，再重新订购。',
  ],
  order_given_up: ['已说明商店从未接受该订单', again],
  order_notify_unsupported: ['商店 {shop} 不通过电子邮件通知', '订单会在此处跟踪，其激活码会存入保管库。'],
} satisfies Partial<Translations['errors']>;
