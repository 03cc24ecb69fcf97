import type { Translations } from '../speak.ts';

const anew = '请指定其他状态文件，或移除此文件以重新开始。';
const named = '请更正所指出的内容。';
const lookAgain = (what: string) => `请重新查看列表；该${what}可能已被移除。`;

/** The simulated bench, its cards, servers and shops. */
export const simulatorErrors = {
  vpcd_unreachable: [
    '{host}:{port} 处没有虚拟读卡器在监听（{reason}）',
    '请启动带有 vsmartcard-vpcd 驱动的 pcscd（Debian：apt install vsmartcard-vpcd），并与 /etc/reader.conf.d/vpcd 中的端口核对。',
  ],
  vpcd_silent: [
    '{host}:{port} 处的虚拟读卡器没有察觉卡片',
    '其中可能已有另一张虚拟卡片：请将其取出，或使用其他端口。',
  ],
  virtual_card_failed: ['虚拟卡片出现故障：{reason}', '请报告；该卡片已从读卡器中取出。'],
  ec_point_invalid: [
    '公钥不是曲线 {curve} 上的点',
    '对方在另一条曲线上生成了密钥，或数据已损坏；请查看跟踪记录。',
  ],
  ec_private_key_invalid: ['私钥不属于曲线 {curve}', '请检查密钥文件，或在空文件夹中生成新的 PKI。'],
  crt_unsupported: [
    '控制引用模板要求密钥类型 {keyType}、{keyLength} 个字节、主机标识 {hostIdLength} 个字节；只支持 16 个字节的 AES',
    'SM-DP+ 不符合 SGP.22 v2.5 §5.5.1；请查看跟踪记录。',
  ],
  pki_certificate_malformed: [
    '某个证书不是 RSP 的 X.509 证书：{reason}',
    '对方或 PKI 文件夹持有 SGP.22 v2.5 §4.5.2 不允许的证书；请用 openssl 查看。',
  ],
  private_key_malformed: ['无法读取私钥：{reason}', '请提供 PKCS#8 或 SEC1 的密钥，DER 或 PEM 格式。'],
  pki_folder_unreadable: [
    '无法读取 PKI 文件夹 {folder}：{reason}',
    '请指定存在且可读的文件夹，或指定空文件夹以生成 PKI。',
  ],
  pki_incomplete: [
    'PKI 缺少 {missing}（证书及其私钥）',
    '请将该证书及其密钥放入 PKI 文件夹，或指定空文件夹以生成 PKI。',
  ],
  scp03t_structure: [
    '受保护的命令不是 SCP03t TLV：{reason}',
    'SM-DP+ 或通往卡片的途径损坏了绑定配置文件包；请查看跟踪记录。',
  ],
  scp03t_security: [
    '受保护的命令未通过 SCP03t 检查：{reason}',
    '绑定配置文件包已损坏，或是为其他卡片或会话制作的；请查看跟踪记录。',
  ],
  smdp_state_unreadable: ['无法读取或写入模拟 SM-DP+ 的状态文件 {path}：{reason}', anew],
  smds_state_unreadable: ['无法读取或写入模拟 SM-DS 的状态文件 {path}：{reason}', anew],
  shop_state_unreadable: ['无法读取或写入模拟商店的状态文件 {path}：{reason}', anew],
  simulator_state_sealed: [
    '模拟器的状态文件 {path} 已加密，无法打开：{reason}',
    '请用此数据文件夹的密钥启动工作台，或移走模拟器的文件夹以重新开始。',
  ],
  smdp_profiles_unreadable: ['无法读取配置文件文件夹 {folder}：{reason}', '请指定存在且可读的文件夹。'],
  smdp_profile_invalid: [
    '无法提供配置文件 {name}：{reason}',
    '请更正配置文件文件夹中的 NAME.der 或 NAME.json。',
  ],
  smdp_port_unavailable: [
    '模拟服务器无法监听端口 {port}：{reason}',
    '请选择其他端口，或结束使用该端口的程序。',
  ],
  profile_too_large: ['配置文件包有 {length} 个字节或元素；上限为 {limit}', '请缩小配置文件。'],
  profile_no_header: [
    '配置文件包以 {element} 开头，而不是以 header 开头',
    '请提供 DER 格式的未保护配置文件包（TCA Interoperable Profile Package）。',
  ],
  profile_no_end: ['配置文件包没有结束元素', '该包被截断；请重新制作。'],
  profile_element_malformed: [
    '无法读取第 {offset} 字节处的配置文件元素 {element}：{reason}',
    '请用制作该包的工具检查。',
  ],
  profile_element_misplaced: [
    '第 {offset} 字节处的配置文件元素 {element} 不应在此位置',
    '一个包只有一个 header（在最前）和一个 end（在最后）。',
  ],
  profile_identification_repeated: [
    '标识号 {identification} 出现两次，第二次在 {element}',
    '请重新为该包的配置文件元素编号。',
  ],
  profile_version_unsupported: [
    '配置文件包的版本为 {version}；只支持 1 至 3',
    '请按规范的较早版本制作配置文件。',
  ],
  simulated_card_off: ['模拟卡片没有供电', '请重新放入。'],
  simulator_config_invalid: ['模拟卡片的设置有误：{reason}', '请更正所指出的设置。'],
  simulator_options_invalid: [
    '无法按要求创建模拟环境：{reason}',
    '请更正所指出的选项；docs/simulator.md 列出了各选项。',
  ],
  simulated_server_http: [
    '模拟服务器以 HTTP 状态 {status} 应答',
    '请查看模拟环境的日志；函数名称或其 JSON 有误。',
  ],
  simulated_server_refused: [
    '模拟 {server} 不接受该订单',
    '请查看模拟环境的日志及其故障规则；再次查看订单时会重试。',
  ],
  simulated_card_refused: [
    '模拟卡片对该函数以 {sw} 应答',
    '请在 SGP.22 v2.5 §5.7 以及卡片当时的状态中查找该状态字。',
  ],
  simulator_state_corrupt: [
    '模拟卡片的状态文件已损坏：{reason}',
    '请放回其副本，或移走该文件以空卡片重新开始。',
  ],
  simulator_state_foreign: [
    '模拟卡片的状态文件属于 EID {found}，而不是 {expected}',
    '请提供创建该卡片时使用的 PKI 文件夹，或其他状态文件。',
  ],
  simulator_state_unwritable: ['无法使用模拟卡片的状态文件 {file}：{reason}', '请检查该文件夹及其权限。'],
  simulator_bench_failed: [
    '模拟环境已停止：{reason}',
    '请重新启动工作台。如再次发生，请移走模拟环境的文件夹以重新开始。',
  ],
  simulator_bench_state: [
    '无法读取或写入模拟环境的卡片和读卡器文件 {path}：{reason}',
    '请检查该文件夹及其权限，或移走该文件以两张卡片重新开始。',
  ],
  simulator_card_unknown: ['模拟环境中没有卡片 {card}', '请用 `simulator show` 列出卡片；它可能已被删除。'],
  simulator_card_not_restored: [
    '无法恢复模拟卡片 {card} 被移除的内容：{reason}',
    '请编辑该卡片、复制另一张卡片，或新建一张。',
  ],
  simulator_card_invalid: ['无法创建模拟卡片：{reason}', named],
  simulator_cards_full: ['模拟环境已有 {limit} 张卡片，不能再增加', '请删除不再需要的卡片。'],
  simulator_readers_full: ['模拟环境已有 {limit} 个读卡器，不能再增加', '请移走不再需要的读卡器。'],
  simulator_reader_unknown: ['模拟环境中没有读卡器 {reader}', '请指定模拟读卡器，例如 sim:0。'],
  simulator_reader_taken: ['模拟读卡器 {reader} 中已有卡片', '请将其取出，或选择空的读卡器。'],
  simulator_profile_unknown: [
    '模拟卡片 {card} 上没有配置文件 {iccid}',
    '请重新查看该卡片；配置文件可能已被删除。',
  ],
  simulator_order_unknown: ['模拟 SM-DP+ 没有订单 {order}', lookAgain('订单')],
  simulator_order_fixed: [
    '订单 {order} 不是手动创建的，不能在此处移除或更改',
    '请取消该订单，或从配置文件文件夹中取走其文件。商店售出的订单会保留。',
  ],
  simulator_order_invalid: ['无法创建订单：{reason}', named],
  simulator_orders_full: ['模拟 SM-DP+ 已有 {limit} 个手动创建的订单，不能再增加', '请移除不再需要的订单。'],
  simulator_order_refused: [
    '模拟 SM-DP+ 拒绝了 {function}：{subjectCode}/{reasonCode} {message}',
    '订单的状态不允许，或有故障规则生效；请查看这两项。',
  ],
  simulator_event_unknown: ['模拟 SM-DS 没有此事件', lookAgain('事件')],
  simulator_event_taken: ['模拟 SM-DS 已有该标识的事件用于此卡片', '请先将其删除，或使用其他标识。'],
  simulator_no_smds: ['模拟环境没有 SM-DS', '其 PKI 来自别处；请以自己的 PKI 启动。'],
  simulator_not_running: [
    '模拟环境没有运行',
    '启动引擎时请不要使用 --no-simulator；无法启动时，`euicc-workbench serve` 会说明原因。',
  ],
} satisfies Partial<Translations['errors']>;
