import type { Translations } from '../speak.ts';

const clock = '请校准时钟（timedatectl set-ntp true）。';

export const doctor: Translations['doctor'] = {
  areas: {
    folder: '数据文件夹',
    database: '数据库',
    keys: '密钥',
    readers: '读卡器',
    trust: '根证书',
    network: '网络',
    clock: '时钟',
    engine: '引擎',
  },
  texts: {
    folder_missing: { text: '数据文件夹 {folder} 尚不存在；工作台启动时会创建。' },
    folder_failed: { text: '{reason}。', advice: '{advice}' },
    folder_open: {
      text: '其他用户可以查看数据文件夹（模式 {mode}）。',
      advice: '请收回其权限：chmod 700 {folder}',
    },
    folder_ok: { text: '数据文件夹 {folder} 只属于您。' },
    space_low: {
      text: '数据文件夹所在的磁盘只剩 {free}。',
      advice: '请释放空间，或清除旧的跟踪记录：euicc-workbench retention run。',
    },
    space_ok: { text: '数据文件夹所在的磁盘剩余 {free}。' },
    database_missing: { text: '尚无数据库；工作台启动时会创建。' },
    database_failed: { text: '{reason}。', advice: '{advice}' },
    database_older: { text: '数据库版本为 {found}；工作台启动时会升级到版本 {supported}。' },
    database_version: { text: '数据库版本为 {found}，是最新版本。' },
    database_damaged: {
      text: '数据库已损坏：{reason}',
      advice: '请保留数据文件夹的副本，并用其最新的备份替换。',
    },
    database_whole: { text: '数据库的各页完好。' },
    database_partly: {
      text: '数据库的各表完好；跟踪记录数量多，未检查（--deep 会检查）。',
    },
    references_broken: {
      text: '{count, plural, other {数据库中有 # 行引用了不存在的行。}}',
      advice: '请保留数据文件夹的副本并报告。',
    },
    references_ok: { text: '数据库中没有引用不存在的行。' },
    wal_large: {
      text: '数据库的日志（WAL）为 {bytes}。',
      advice: '没有程序长时间读取时会写回。请关闭占用数据库的程序，然后重新启动工作台。',
    },
    database_size: { text: '数据库为 {bytes}，其中空闲页 {free}。' },
    key_missing: {
      text: '缺少密钥文件 store.key，但数据库存在。',
      advice: '请从备份中放回；没有它就无法读取任何加密内容。',
    },
    key_none: { text: '尚无密钥；工作台启动时会生成。' },
    key_damaged: { text: '{reason}。', advice: '{advice}' },
    key_mode: {
      text: '其他用户可以读取密钥文件（模式 {mode}）。',
      advice:
        '请收回其权限（chmod 600 store.key）；如果可能已被他人读取，请更换密钥：euicc-workbench key rotate --master，然后 euicc-workbench key rotate。',
    },
    key_plain: {
      text: '密钥存放在文件中，复制数据文件夹的人会一并复制它。',
      advice:
        '请在桌面应用运行时将其存入系统钥匙串（euicc-workbench key move --to keychain），或用口令保护（--to passphrase）。',
    },
    key_keychain: { text: '密钥在系统钥匙串中（{backend}）；{passphrase}。' },
    key_passphrase: { text: '密钥受口令保护。' },
    key_older: {
      text: '使用密钥 {number} 加密。{count, plural, other {另保留 # 个旧密钥，因为可能仍有内容用它们加密。}}',
      advice: '持续运行的引擎会在后台重新加密；euicc-workbench key reseal 可立即进行。',
    },
    key_unchecked: { text: '未检查密钥是否与数据库相符：{reason}。', advice: '{advice}' },
    key_wrong: {
      text: '密钥不属于该数据库。',
      advice: '请放回与数据库一同生成的文件 store.key。',
    },
    key_fits: { text: '密钥与数据库相符。' },
    vault_sealed: {
      text: '{count, plural, other {保管库有 # 个密钥无法解开：无法读取其下的激活码、订单和账户。}}',
      advice: '请从备份恢复数据文件夹。',
    },
    vault_ok: { text: '{count, plural, other {保管库的全部 # 个密钥均可解开。}}' },
    shop_token_lasts: { text: '商店账户 {account} 的令牌还有 {time} 有效。' },
    shop_token_over: {
      text: '商店账户 {account} 的令牌已过期 {time}：其订单在等待。',
      advice:
        '请提供新的令牌：euicc-workbench shop token。Octopus Cards 的账户使用 --login 时会自行获取令牌。',
    },
    pcsc_socket: {
      text: 'PC/SC 服务的套接字（{path}）不存在。',
      advice:
        '请安装并启动 pcscd（Debian：apt install pcscd；systemctl enable --now pcscd.socket）。在容器中请挂载其套接字。',
    },
    pcsc_failed: { text: '{reason}。', advice: '{advice}' },
    pcsc_refused: {
      text: 'PC/SC 服务拒绝了您：{reason}。',
      advice:
        '请在 polkit 中允许您的用户使用 org.debian.pcsc-lite.access_pcsc 和 access_card；通过 ssh 登录时没有人在本机前，而 polkit 要求有人在。',
    },
    pcsc_ok: { text: 'PC/SC 服务有应答。' },
    readers_none: {
      text: '没有 PC/SC 读卡器。',
      advice: '请插入一个；lsusb 可显示系统是否识别，并且须安装 libccid。',
    },
    reader_ok: { text: '读卡器 {reader}：{presence}。' },
    reader_bad: { text: '读卡器 {reader}：{presence}。', advice: '{advice}' },
    trust_failed: { text: '{reason}。', advice: '{advice}' },
    trust_left_out: { text: '{reason}。', advice: '请移除该文件，或重新添加根证书。' },
    trust_none: {
      text: '没有打开任何根证书，因此不信任任何服务器。',
      advice: '请打开一些：euicc-workbench trust enable。',
    },
    root_expired: {
      text: '根证书 {subject} 已于 {day} 过期。',
      advice: '请将其关闭（euicc-workbench trust disable {keyId}），并添加接替它的根证书。',
    },
    root_soon: { text: '根证书 {subject} 将于 {day} 过期。', advice: '请及时添加接替它的根证书。' },
    root_disabled: { text: '根证书 {subject} 已关闭。' },
    trust_ok: { text: '{count, plural, other {已打开 # 个根证书。}}' },
    name_found: { text: '{name} 的地址为 {address}。' },
    name_unknown: {
      text: '找不到 {name}（{reason}）。',
      advice: '请检查名称和本机的 DNS；DNS 中没有的服务器可用 --connect-to 连接。',
    },
    clock_past: {
      text: '时钟显示 {day}，这不可能：证书会被视为尚未生效。',
      advice: clock,
    },
    clock_back: {
      text: '时钟显示 {day}，而最新的操作开始于 {newest}。',
      advice: '请校准时钟（timedatectl set-ntp true）；当时偏快，或现在偏慢。',
    },
    clock_future: { text: '按时钟显示的 {day}，所有根证书均已过期。', advice: clock },
    clock_ok: { text: '时钟显示 {day}，与根证书和记录相符。' },
    engine_runs: { text: '此数据文件夹中有引擎在运行，这些检查由它完成。' },
    engine_none: { text: '此数据文件夹中没有引擎在运行。' },
    engine_silent: {
      text: '有引擎占用数据文件夹，但没有应答。',
      advice: '请关闭另一个窗口或服务器；如果看不到，请结束其进程。',
    },
    engine_left: { text: '有引擎意外结束，留下了 {file}；下一个引擎会替换它。' },
    file_left: {
      text: '文件 {file} 由中断的操作遗留。',
      advice: '请在没有引擎运行时将其移除。',
    },
  },
  passphrase: {
    yes: '口令也可以打开它',
    no: '没有口令可以打开它，因此命令行需要桌面应用正在运行',
  },
};
