import type { Translations } from '../speak.ts';

const list = '请查看现有内容后重新选择。';

/** Tokens, what may be asked over HTTP, and the fleet API. */
export const accessErrors = {
  api_token_wrong: [
    '请求中没有此处已知的令牌',
    '请用 `euicc-workbench token create NAME` 创建一个，并以“Authorization: Bearer TOKEN”或作为 HTTP Basic 的密码发送。',
  ],
  api_token_read_only: ['令牌 {name} 只能读取', '请使用创建时未加 --read-only 的令牌。'],
  api_owner_only: [
    '任何令牌都不能使用 {call}',
    '此操作只在本机进行：使用命令行（docs/cli.md），或在窗口中进行。',
  ],
  api_too_many_wrong: ['来自此地址的错误令牌请求太多', '请等待几秒，并检查令牌。'],
  api_origin: [
    '请求带有 Origin（{origin}），像浏览器中的页面那样；REST API 供脚本使用',
    '请不带 Origin 头发送请求。窗口使用 WebSocket。',
  ],
  api_host: [
    '请求的主机名不是此服务器的名称（{host}）',
    '请使用 `serve` 显示的地址，或在启动时用 --host-name 指定主机名。',
  ],
  api_path: ['{path} 处没有内容', '请查看 docs/api.md 中的资源列表。'],
  api_method: ['{path} 不支持 {method}', '可用的方法：{allowed}。'],
  api_parameter: ['{path} 没有参数 {name}，或该参数出现了两次', '可用的参数：{allowed}。'],
  api_field: [
    '{call} 没有字段 {field}',
    '此处可用的字段：{known}。请更正名称或去掉该字段；GET /api/v1/openapi.json 描述了所有调用。',
  ],
  api_listen_address: [
    '工作台无法监听 {address}：它不是本机的 IP 地址',
    '请给 --listen 提供 IP 地址，例如 127.0.0.1 或 192.0.2.7。',
  ],
  api_remote_refused: [
    '监听 {address} 会让其他机器连接，而没有提供 {missing}',
    '请提供 --tls-cert FILE、--tls-key FILE 和 --allow-remote，或监听 127.0.0.1。',
  ],
  api_tls_unusable: [
    '无法使用服务器的证书和密钥：{reason}',
    '请给 --tls-cert 提供含证书及其证书链的 PEM 文件，给 --tls-key 提供其密钥（不带口令）。',
  ],
  api_host_name: ['{name} 不是主机名', '请给 --host-name 提供名称或 IP 地址，不带协议和端口。'],
  api_port_unusable: ['无法在端口 {port} 提供 API：{reason}', '请选择其他端口，或结束占用该端口的程序。'],
  apis_not_here: [
    '此引擎不自行提供 API',
    '在由桌面应用启动引擎的情况下，在桌面应用中打开；否则请使用 `euicc-workbench serve`。',
  ],
  token_name_taken: ['已有名为 {name} 的令牌', '请选择其他名称，或先撤销那个令牌。'],
  token_not_found: ['没有令牌 {token}', '请用 `euicc-workbench token list` 列出令牌。'],
  fleet_device_missing: [
    'device_id 和 eid 都没有给出，不知道是哪张卡片',
    '请以 device_id 给出读卡器，或给出其中卡片的 EID。',
  ],
  fleet_code_missing: [
    '没有说明要下载什么',
    '请给出保管库中激活码的 iccid，或给出 activation_code；操作也可以改为给出 carrier。',
  ],
  fleet_profile_missing: ['没有说明要启用哪个配置文件', '请给出卡片上配置文件的 iccid 或其 carrier。'],
  fleet_code_not_taken: ['启用操作不接受激活码', '请去掉 activation_code，或改用 activate。'],
  fleet_card_not_there: [
    '卡片 {eid} 不在任何读卡器中',
    '请放入该卡片，或更正 eid。刚放入的卡片在读取之后才可知。',
  ],
  fleet_card_other: [
    '{reader} 中卡片的 EID 是 {found}，而不是 {eid}',
    '请更正 device_id 或 eid，或去掉其中之一。',
  ],
  fleet_card_unread: [
    '无法读取 {reader} 中的卡片，因此不知道是哪一张',
    '请在该读卡器的上一个操作中查看原因，然后重试。',
  ],
  fleet_code_differs: [
    '该激活码不是保管库中 ICCID {iccid} 的激活码',
    '请只给出其中之一：保管库中的激活码用 iccid，其他的用 activation_code。',
  ],
  fleet_code_not_there: [
    '保管库中没有 ICCID {iccid} 的激活码',
    '请在添加激活码时给出 ICCID，或直接发送 activation_code。',
  ],
  fleet_carrier_differs: [
    'ICCID {iccid} 的{what}属于“{found}”，而要求的是“{carrier}”',
    '请更正 carrier 或 iccid，或去掉 carrier。',
  ],
  fleet_carrier_not_there: [
    '没有属于运营商“{carrier}”的{what}',
    '保管库中的激活码：{codes}。卡片上的配置文件：{profiles}。比较名称时忽略大小写、空格和标点，不做猜测。',
  ],
  fleet_carrier_on_card: [
    '卡片上已有运营商“{carrier}”的配置文件：{iccid}',
    '请用 enable 操作启用它，或用 iccid 指明所要的激活码。',
  ],
  fleet_carrier_ambiguous: [
    '卡片上有多个运营商“{carrier}”的配置文件：{iccids}',
    '请用 iccid 指明所要的配置文件。',
  ],
  fleet_row_not_there: ['没有{what} {id}', list],
  fleet_bulk_ended: ['列表 {id} 已不再读取', '请重新开始。无人继续读取的列表会在一段时间后释放。'],
  fleet_bulks_full: ['已有 {limit} 个列表正以 CSV 读取', '请等待其中一个结束。'],
} satisfies Partial<Translations['errors']>;
