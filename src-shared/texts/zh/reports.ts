import type { Translations } from '../speak.ts';

export const report: Translations['report'] = {
  titles: { card: '按卡片的报告', day: '按日期的报告', batch: '按批次的报告' },
  groups: { card: '卡片 {name}', day: '日期 {name}', batch: '批次 {name}' },
  without: { card: '没有读取卡片', day: '没有日期', batch: '没有批次' },
  outcomes: {
    successful: '成功',
    failed: '失败',
    cancelled: '已取消',
    running: '进行中',
    unknown: '结果未知',
  },
  counted: {
    successful: '成功 {count}',
    failed: '失败 {count}',
    cancelled: '已取消 {count}',
    running: '进行中 {count}',
    unknown: '结果未知 {count}',
  },
  codeUses: { unused: '激活码可再次使用', used: '激活码已用掉', unknown: '激活码是否用掉未知' },
  columns: {
    operation: '编号',
    begun: '开始',
    took: '用时',
    card: 'EID',
    what: '内容',
    profile: '配置文件和 ICCID',
    outcome: '结果',
    code: '激活码',
    server: '服务器',
    reader: '读卡器',
    by: '操作者',
    batch: '批次',
  },
  filters: {
    eid: 'EID',
    iccid: 'ICCID',
    batch: '批次',
    day: '日期',
    from: '从',
    to: '早于',
    kinds: '内容',
  },
  code: '编号 {id}',
  made: '生成时间',
  timeZone: '时区',
  operations: '{count, plural, other {# 个操作}}',
  total: '{operations}：{outcomes}',
  realTotal: '真实卡片',
  simulatedTotal: '模拟卡片',
  simulated: '模拟',
  truncated:
    '本报告列出了 {matching} 个操作中的 {listed} 个。请按日期、卡片或批次缩小范围，或使用包含全部的 CSV。',
};

export const label: Translations['label'] = {
  title: '激活码',
  confirmationCode: '确认码 {code}',
  confirmationCodeNeeded: '需要确认码',
  validUntil: '有效期至 {day}',
};
