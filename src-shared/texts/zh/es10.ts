import type { Translations } from '../speak.ts';

const readAgain = '请重新读取卡片并选择其中的一个配置文件。';
const nothing = '无需操作。';
const report = '请向 SM-DP+ 的运营者报告。';
const noProfile = '卡片上没有这个配置文件';
const retry = '请重试。';
const lift = '必须由其运营商解除该规则。';
const ownCi = '请加载卡片自身 CI 的列表。';
const busy: readonly [string, string] = ['正在进行主动式会话', '请复位卡片后重试。'];
const noSession: readonly [string, string] = ['卡片没有会话', '请重试；有什么在两个步骤之间复位了卡片。'];

export const es10: Translations['es10'] = {
  results: {
    'EnableProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'EnableProfile/profileNotInDisabledState': ['配置文件已启用', nothing],
    'EnableProfile/disallowedByPolicy': ['已启用的配置文件不可禁用（策略规则 PPR1）', lift],
    'EnableProfile/wrongProfileReenabling': [
      '测试配置文件已启用，现在只能启用之前的配置文件',
      '请先禁用测试配置文件。',
    ],
    'EnableProfile/catBusy': busy,
    'DisableProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'DisableProfile/profileNotInEnabledState': ['配置文件未启用', nothing],
    'DisableProfile/disallowedByPolicy': ['配置文件不可禁用（策略规则 PPR1）', lift],
    'DisableProfile/catBusy': busy,
    'DeleteProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'DeleteProfile/profileNotInDisabledState': ['配置文件已启用', '请先禁用，再删除。'],
    'DeleteProfile/disallowedByPolicy': [
      '配置文件不可删除（策略规则 PPR2）',
      '必须由其运营商解除该规则；重置存储仍会删除它。',
    ],
    'SetNickname/iccidNotFound': [noProfile, readAgain],
    'eUICCMemoryReset/catBusy': busy,
    'AuthenticateServer/invalidCertificate': [
      'SM-DP+ 的证书无法验证',
      '服务器和卡片必须属于同一 CI；请比较两者的 CI 密钥标识。',
    ],
    'AuthenticateServer/invalidSignature': ['SM-DP+ 的签名无法验证', report],
    'AuthenticateServer/unsupportedCurve': ['卡片不支持服务器密钥的曲线', report],
    'AuthenticateServer/noSessionContext': noSession,
    'AuthenticateServer/invalidOid': ['SM-DP+ 证书中的 OID 无效', report],
    'AuthenticateServer/euiccChallengeMismatch': [
      '服务器签署了另一个挑战值',
      '请重试；如仍然如此，请向 SM-DP+ 的运营者报告。',
    ],
    'AuthenticateServer/ciPKUnknown': [
      '卡片不认识服务器选择的 CI',
      '请使用 CI 密钥与服务器相同的卡片（商用配置文件用商用 CI，测试配置文件用测试 CI）。',
    ],
    'PrepareDownload/invalidCertificate': ['SM-DP+ 的绑定证书无法验证', report],
    'PrepareDownload/invalidSignature': ['SM-DP+ 的签名无法验证', report],
    'PrepareDownload/unsupportedCurve': ['卡片不支持该曲线', report],
    'PrepareDownload/noSessionContext': noSession,
    'PrepareDownload/invalidTransactionId': ['该事务不是卡片开始的事务', retry],
    'CancelSession/invalidTransactionId': ['卡片没有这个会话', '无需操作：会话已结束。'],
    'GetProfilesInfo/incorrectInputValues': ['卡片不接受所提出的查询', '请报告卡片的 ATR 和跟踪。'],
    'RetrieveNotificationsList/noResultAvailable': ['卡片上没有这个通知', '请重新读取通知。'],
    'LoadCRL/invalidSignature': ['吊销列表的签名无法验证', ownCi],
    'LoadCRL/invalidCRLFormat': ['卡片无法读取吊销列表', '请加载符合 SGP.22 §4.6 格式的列表。'],
    'LoadCRL/notEnoughMemorySpace': ['卡片没有空间存放吊销列表', '请先删除一个配置文件。'],
    'LoadCRL/verificationKeyNotFound': ['卡片不认识吊销列表的 CI', ownCi],
    'LoadCRL/fresherCrlAlreadyLoaded': ['卡片已有更新的吊销列表', nothing],
    'RemoveNotificationFromList/nothingToDelete': ['卡片上没有这个通知', nothing],
    'eUICCMemoryReset/nothingToDelete': ['卡片上没有此类内容', nothing],
    'LoadCRL/baseCrlMissing': ['卡片要求先加载基础列表', '请先加载基础吊销列表。'],
  },
  installation: {
    incorrectInputValues: ['包中的某个值有误', report],
    invalidSignature: ['SM-DP+ 对密钥协商的签名无法验证', report],
    invalidTransactionId: ['该包属于另一个会话', retry],
    unsupportedCrtValues: ['卡片不支持该密钥类型或长度', report],
    unsupportedRemoteOperationType: ['卡片不支持该操作', report],
    unsupportedProfileClass: ['卡片不接受此类别的配置文件', '请使用支持测试配置文件的卡片，或其他配置文件。'],
    scp03tStructureError: ['受保护的包结构不正确', report],
    scp03tSecurityError: ['受保护的包的 MAC 有误', '请重试；如仍然如此，请向 SM-DP+ 的运营者报告。'],
    installFailedDueToIccidAlreadyExistsOnEuicc: [
      '卡片上已有此 ICCID 的配置文件',
      '请先删除该配置文件，或使用其他激活码。',
    ],
    installFailedDueToInsufficientMemoryForProfile: [
      '卡片没有空间存放该配置文件',
      '请先删除一个配置文件，或使用其他卡片。',
    ],
    installFailedDueToInterruption: ['安装被中断', '请使用同一激活码重试。'],
    installFailedDueToPEProcessingError: [
      '卡片无法处理配置文件的某个元素',
      '请将跟踪交给配置文件的制作者：eUICC 的响应指明了该元素。',
    ],
    installFailedDueToDataMismatch: ['配置文件与元数据不一致', report],
    testProfileInstallFailedDueToInvalidNaaKey: [
      '测试配置文件只能使用 TS.48 的测试密钥',
      '请使用带测试密钥的测试配置文件。',
    ],
    pprNotAllowed: ['卡片不允许该配置文件的策略规则', '请索取不带这些规则的配置文件。'],
    installFailedDueToUnknownError: ['卡片没有给出原因', '请重试；然后将跟踪交给卡片制造商。'],
  },
  undefinedResult: ['卡片没有给出原因', '请复位卡片后重试；如仍然如此，请将操作的跟踪交给卡片制造商。'],
  unspecified: ['SGP.22 v2.5 没有这个值', '卡片属于其他版本或有误：请将操作的跟踪交给卡片制造商。'],
};
