import type { Translations } from '../speak.ts';

export const station: Translations['station'] = {
  batchStateText: {
    draft: { name: '未开始', next: '选择读卡器并开始。' },
    running: { name: '进行中', next: '将卡片放入读卡器；取出已处理的卡片。' },
    paused: { name: '已暂停', next: '继续以恢复。进行中的行会完成。' },
    stopped: { name: '已停止', next: '查看失败的行，然后继续。' },
    finished: { name: '已完成', next: '获取报告。失败的行可以重试。' },
  },
  batchStopText: {
    request: '有人停止了它。',
    failures_in_a_row: '连续失败的行数：{count}。',
    failures_in_all: '开始以来失败的行数：{count}。',
  },
  batchLineStateText: {
    waiting: { name: '等待中', next: '放入其卡片后开始。' },
    running: { name: '进行中', next: '请勿取出卡片。' },
    done: { name: '完成', next: '无需操作。' },
    failed: { name: '失败', next: '查看原因；重试或跳过。' },
    skipped: { name: '已跳过', next: '其激活码会保留。重试可使其重新开始。' },
  },
  batchLineCancelledText: { name: '已取消', next: '重试可使其重新开始，或者跳过。' },
  batchLineNoteText: {
    wants: '请放回卡片 {eid}：该行会随之继续，激活码不会丢失。',
  },
  batchRemarkText: {
    profile_there: '配置文件 {iccid} 已在卡片上。',
    nickname_not_set: '无法设置别名（{reason}）。',
  },
  batchStepText: {
    test_profiles: '正在删除测试配置文件',
    download: '正在下载配置文件',
    enable: '正在启用配置文件',
    nickname: '正在设置别名',
  },
  stationPhaseText: {
    insert: { name: '放入卡片', next: '其行会自动开始。' },
    reading: { name: '读取中', next: '请勿取出卡片。' },
    working: { name: '处理中', next: '在要求取出之前请勿取出卡片。' },
    take_out: { name: '请取出', next: '取出卡片并放入下一张。' },
    put_back: { name: '请放回', next: '重新放入同一张卡片。该行会继续，激活码不会丢失。' },
    resting: { name: '休息中', next: '批次目前不会开始任何操作。请开始或继续。' },
    reader_gone: { name: '读卡器已断开', next: '请重新插入读卡器。' },
  },
  stationOutcomeText: {
    done: { name: '完成', next: '第 {line} 行已完成。请放入下一张卡片。' },
    failed: { name: '失败', next: '第 {line} 行失败；原因见旁边。请将此卡片放在一边。' },
    unreadable: { name: '无法读取', next: '清洁触点后重试，或放在一边。未使用激活码。' },
    unsuitable: { name: '不适用', next: '未通过方案的检查。未使用激活码。' },
    profile_there: { name: '已有该配置文件', next: '未作更改，也未使用激活码。' },
    done_before: { name: '之前已完成', next: '此卡片已作为第 {line} 行完成。不会获得第二个激活码。' },
    failed_before: {
      name: '之前已失败',
      next: '第 {line} 行属于此卡片且已失败。请重试该行，然后重新放入卡片。',
    },
    skipped_before: { name: '已跳过', next: '第 {line} 行属于此卡片且已跳过。如需要请重试该行。' },
    not_in_list: { name: '不在列表中', next: '列表中没有此卡片的行。请放在一边。' },
    no_code_left: { name: '没有剩余激活码', next: '所有行都已占用。请将此卡片放在一边。' },
    busy: { name: '使用中', next: '其他人正在使用此卡片。请取出，稍后再放入。' },
  },
  stationExpectsText: {
    any: '下一张：任意卡片，用于第 {line} 行',
    cards: '下一张：以下卡片之一（{count}）：{eids}',
    none: '不再需要卡片',
  },
  readerNoteText: {
    twin: '有另一个同型号的读卡器，两者都没有序列号：若以不同顺序插入，名称可能互换。',
  },
};
