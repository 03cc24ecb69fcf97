import type { Translations } from '../speak.ts';

const atFault = '服务器不符合 SGP.22 v2.5 §6.5；应答见跟踪记录。';
const checkClock = '同时请检查本机时钟。';
const x509 = '请提供 PEM 文本或 DER 格式的 X.509 证书。';

/** ES9+ and ES11, and whether a server is trusted. */
export const serverErrors = {
  es9_status: [
    '{function} 在服务器处失败：{subject}：{reason}（主题代码 {subjectCode}，原因代码 {reasonCode}）{serverMessage}',
    '{nextStep}',
  ],
  es9_name_unknown: [
    'DNS 找不到地址 {host}（{reason}）',
    '请检查激活码中的地址和网络。DNS 中没有的服务器可用 --connect-to NAME:HOST:PORT 连接。',
  ],
  es9_refused: ['{host} 没有应答（连接被拒绝）', '请检查地址和端口；服务器可能已停止，或中间有防火墙。'],
  es9_unreachable: ['无法连接服务器 {host}（{reason}）', '请检查本机的网络；可能需要代理或 VPN。'],
  es9_reset: [
    '服务器 {host} 没有应答 {function} 就关闭了连接',
    '请重试；如再次发生，请检查中间是否有防火墙或代理。',
  ],
  es9_connect_timeout: ['{seconds} 秒内未能连接 {host}', '请检查地址和网络；防火墙可能丢弃了数据包。'],
  es9_timeout: [
    '服务器 {host} 未在 {seconds} 秒内完成对 {function} 的应答',
    '请稍后重试。不知道服务器是否已处理该请求。',
  ],
  es9_http_status: [
    '服务器 {host} 对 {function} 以 HTTP 状态 {status} 应答',
    '如果是 429 或 5xx，请稍后重试。其他状态不是 SGP.22 的应答：请检查地址，并告知服务器的运营者；应答见跟踪记录。',
  ],
  es9_redirect: [
    '服务器 {host} 要将 {function} 转到别处（HTTP 状态 {status}，转到 {location}）',
    'SM-DP+ 不会重定向：请检查地址。',
  ],
  es9_not_http: ['{host} 对 {function} 的应答不是 HTTP（{reason}）', '请检查地址和端口。'],
  es9_not_json: [
    '服务器 {host} 对 {function} 的应答是 {contentType}，不是 JSON',
    '这不是 SM-DP+ 或 SM-DS，或者中间有代理或登录页面；应答见跟踪记录。',
  ],
  es9_bad_json: ['{host} 对 {function} 的应答不是有效的 JSON', '请告知服务器的运营者；应答见跟踪记录。'],
  es9_incomplete: [
    '{host} 对 {function} 的应答在 {received} 个字节后中断',
    '请重试；如再次发生，请告知服务器的运营者。',
  ],
  es9_too_large: ['{host} 对 {function} 的应答超过 {limit} 个字节', '其余部分未读取。请告知服务器的运营者。'],
  es9_missing_field: ['{host} 对 {function} 的应答缺少字段 {field}', atFault],
  es9_bad_field: ['{host} 对 {function} 的应答中，字段 {field} 不正确', atFault],
  es9_bad_base64: ['{host} 对 {function} 的应答中，字段 {field} 不是 base64', atFault],
  es9_transaction_mismatch: [
    '服务器 {host} 对 {function} 的应答属于另一个事务，而不是所请求的事务',
    '请告知服务器的运营者。如果激活码未用掉，可以再试一次。',
  ],
  es9_not_acknowledged: [
    '服务器 {host} 对通知以 HTTP 状态 {status} 应答，应为 204',
    '该通知仍保留在卡片上，可以再次发送。',
  ],
  ci_unknown: [
    '服务器 {host} 使用的证书颁发者在此处未知：密钥 {keyId}（{issuer}）',
    '如果要信任该服务器，请取得该颁发者的根证书，并用 `euicc-workbench trust add FILE` 添加。',
  ],
  ci_disabled: [
    '服务器 {host} 使用的证书颁发者已知但被关闭：密钥 {keyId}（{issuer}）',
    '如果要信任该服务器，请用 `euicc-workbench trust enable {keyId}` 打开该颁发者。',
  ],
  ci_expired: [
    '服务器 {host} 的证书颁发者已于 {notAfter} 过期：密钥 {keyId}（{issuer}）',
    `服务器的运营者需要使用有效颁发者的证书。${checkClock}`,
  ],
  tls_expired: [
    '服务器 {host} 的一个证书已于 {notAfter} 过期（{subject}）',
    `服务器的运营者必须更新它。${checkClock}`,
  ],
  tls_not_yet_valid: [
    '服务器 {host} 的一个证书在 {notBefore} 之前无效（{subject}）',
    '请检查本机时钟；如果时钟正确，请告知服务器的运营者。',
  ],
  tls_wrong_name: [
    '代表 {host} 应答的服务器持有的是其他名称的证书：{names}',
    '请检查激活码中的地址；如果使用了 --connect-to，也请检查它。',
  ],
  tls_self_signed: [
    '服务器 {host} 使用自签名证书：密钥 {keyId}（{issuer}）',
    'SM-DP+ 应使用证书颁发者的证书。对于实验室的服务器，请用 `euicc-workbench trust add FILE` 添加签发其证书的根证书。',
  ],
  tls_chain_invalid: [
    '服务器 {host} 的证书链不成立：{reason}',
    '服务器的运营者必须更正，或者有人介入其中：请不要继续。',
  ],
  tls_no_certificate: ['服务器 {host} 没有出示可读取的证书', '请检查地址；这不是 SM-DP+ 或 SM-DS。'],
  tls_handshake: [
    '无法与 {host} 建立 TLS 连接：{reason}',
    '请检查地址和端口。服务器必须支持 TLS 1.2 或更高版本。',
  ],
  certificate_malformed: ['这不是证书：{reason}', x509],
  certificate_too_large: ['{length} 个字节的文件不是证书', x509],
  certificate_not_single: ['文件含有 {count} 个证书，应为一个根证书', '请只提供根证书。'],
  certificate_not_ca: [
    '{subject} 的证书不是证书颁发者的证书（其 BasicConstraints 没有说明）',
    '请提供服务器证书链末端的根证书。',
  ],
  certificate_expired: ['{subject} 的证书已于 {notAfter} 过期', '请取得该颁发者目前的根证书。'],
  certificate_unusable: [
    '{subject} 的密钥在此处无法使用：{reason}',
    '请提供密钥为 NIST P-256 或 brainpoolP256r1 的根证书（后者不能用于桌面窗口）。',
  ],
  root_key_conflict: [
    '密钥标识为 {keyId} 的根证书已存在，但密钥不同',
    '两个颁发者不会有相同的密钥标识：请查明文件的来源。',
  ],
  root_not_found: ['没有密钥标识为 {keyId} 的根证书', '请用 `euicc-workbench trust list` 列出根证书。'],
  root_ambiguous: [
    '{keyId} 是多个密钥标识的开头',
    '请多提供几位；`euicc-workbench trust list` 会显示完整的标识。',
  ],
  root_built_in: [
    '根证书 {keyId} 属于工作台，不能移除',
    '请用 `euicc-workbench trust disable {keyId}` 将其关闭。',
  ],
  trust_store_unreadable: [
    '无法使用信任库 {path}：{reason}',
    '请修正或移除该文件；工作台自带的根证书不受影响。',
  ],
} satisfies Partial<Translations['errors']>;
