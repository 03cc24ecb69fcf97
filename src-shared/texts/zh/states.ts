import type { Translations } from '../speak.ts';

export const states: Translations['states'] = {
  label: '操作 {id} 的状态',
  passed: '已完成',
  now: '进行中',
  asks: '等待回答',
  ahead: '尚未开始',
  skipped: '未到达',
  broken: '在此失败',
  unfinished: '在此中断',
  ended: '结束',
  open: '可能的结束',
  notTaken: '另一种结束',
  steps: '{count, plural, other {# 步}}',
  left: '还需约 {duration}',
  lastStep: '最后一步：',
};
